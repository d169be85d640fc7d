import { cp, mkdtemp, readdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { loadModel } from "../../lib/cli/load.ts";
import type { Model } from "../../lib/model/model.ts";
import type { Instance, Platform } from "../../simulator/platforms/platform.ts";

/** The folders that a project's model is made of. Its facts are the files beside them. */
const definitions = ["alerting", "compose", "dashboards", "datasources", "log-alerts", "logs", "metrics", "rules"];

/**
 * The model of this project for a platform: people who adopt the rules write their facts into `expected.ts`, so a copy of
 * the project says how many brokers and standbys the platform has.
 */
export async function modelOf(platform: Platform): Promise<Model> {
  // Inside the project, so that packages are found.
  const copy = await mkdtemp(join(resolve("node_modules"), ".platform-"));
  try {
    const facts = (await readdir(".")).filter((name) => name.endsWith(".ts") && name !== "vitest.config.ts");
    await Promise.all([...definitions, ...facts].map((path) => cp(path, join(copy, path), { recursive: true })));
    await symlink(resolve("node_modules"), join(copy, "node_modules"));
    await rename(join(copy, "expected.ts"), join(copy, "expected-here.ts"));
    await writeFile(join(copy, "expected.ts"), expectedText(platform));
    return await loadModel(copy);
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

/** The project's `expected.ts` with the platform's numbers, by cluster. */
function expectedText({ brokers, instances }: Platform): string {
  const standbys = (service: "postgres-exporter" | "redis-exporter" | "mysqld-exporter") =>
    (instances[service] ?? []).filter(({ role }) => role === "standby");
  const sentFrom = (service: "postgres-exporter" | "redis-exporter") => {
    const primary = instances[service]?.find(({ role }) => role === "primary");
    return { [primary?.cluster ?? ""]: standbys(service).length };
  };
  const numbers = {
    kafka: { brokers: { "": brokers } },
    postgresql: { standbys: sentFrom("postgres-exporter") },
    mysql: { replicas: countByCluster(standbys("mysqld-exporter")) },
    redis: { replicas: sentFrom("redis-exporter") },
  };
  const parts = Object.entries(numbers).map(([name, own]) => `${name}: { ...here.${name}, ...${JSON.stringify(own)} }`);
  return `import { expected as here } from "./expected-here.ts";\nexport { notStreams, suppressedWhereNone } from "./expected-here.ts";\nexport const expected = { ...here, ${parts.join(", ")} };\n`;
}

function countByCluster(instances: readonly Instance[]): Record<string, number> {
  const clusters = instances.map(({ cluster }) => cluster ?? "");
  return Object.fromEntries(clusters.map((cluster) => [cluster, clusters.filter((one) => one === cluster).length]));
}
