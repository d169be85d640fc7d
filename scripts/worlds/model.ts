import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { loadModel } from "../../lib/cli/load.ts";
import type { Model } from "../../lib/model/model.ts";
import type { Platform } from "../../simulator/platforms/platform.ts";

/** The folders that a project's model is made of. Its facts are the files beside them. */
const definitions = ["alerting", "compose", "dashboards", "datasources", "logs", "metrics", "rules"];
const brokers = /(\bbrokers: )\d+/;

/**
 * The model of this project for a platform: people who adopt the rules write their facts into `expected.ts`, so a copy of
 * the project says how many brokers the platform has.
 */
export async function modelOf(platform: Platform): Promise<Model> {
  // Inside the project, so that packages are found.
  const copy = await mkdtemp(join(resolve("node_modules"), ".platform-"));
  try {
    const facts = (await readdir(".")).filter((name) => name.endsWith(".ts") && name !== "vitest.config.ts");
    await Promise.all([...definitions, ...facts].map((path) => cp(path, join(copy, path), { recursive: true })));
    await symlink(resolve("node_modules"), join(copy, "node_modules"));
    const expected = join(copy, "expected.ts");
    const text = await readFile(expected, "utf8");
    if (!brokers.test(text)) throw new Error(`expected.ts states no number of brokers, as ${brokers} finds it`);
    await writeFile(expected, text.replace(brokers, `$1${platform.brokers}`));
    return await loadModel(copy);
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}
