import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { loadModel } from "../../../lib/cli/load.ts";
import { run } from "../../../lib/cli/programs/programs.ts";

// This project with a scrape of its brokers' JMX exporter: rules about what only brokers know are added.

const cli = resolve("lib/bin/bigdata-monitoring.js");
const folders = ["alerting", "compose", "dashboards", "datasources", "logs", "metrics", "rules"];
const service = `
  "kafka-jmx": {
    title: "Kafka brokers",
    purpose: "What brokers know of themselves",
    external: true,
    port: 7071,
    scrape: { interval: "30s" },
    team: "data-engineering",
  },
`;
let folder: string;

beforeAll(async () => {
  // Inside the project, so that packages are found.
  folder = await mkdtemp(join(resolve("node_modules"), ".kafka-jmx-"));
  const files = (await readdir(".")).filter((name) => /^[a-z.]+\.ts$/.test(name) && name !== "vitest.config.ts");
  await Promise.all([...folders, ...files].map((name) => cp(name, join(folder, name), { recursive: true })));
  await symlink(resolve("node_modules"), join(folder, "node_modules"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const alertsIn = async () => {
  const { rules } = await loadModel(folder);
  return rules.flatMap(({ definition }) => definition.rules.flatMap((rule) => ("alert" in rule ? [rule.alert] : [])));
};

it("has no alerts about brokers' own metrics where nobody scrapes them", async () => {
  expect(await alertsIn()).not.toContain("KafkaPartitionsUnderMinIsr");
});

it("adds them with the scrape; they pass every check, and their examples and branches hold", async () => {
  const stack = join(folder, "stack.ts");
  const text = await readFile(stack, "utf8");
  await writeFile(stack, text.replace("} as const satisfies Stack;", `${service}} as const satisfies Stack;`));
  const alerts = (await alertsIn()).filter((alert) => alert.startsWith("Kafka"));
  expect(alerts).toContain("KafkaPartitionsUnderMinIsr");
  const checked = await run(process.execPath, cli, "check", "--project", folder);
  expect(checked.stdout + checked.stderr).toBe("0 problems\n");
  const jmx = ["KafkaPartitionsUnderMinIsr", "KafkaControllerWrong", "KafkaElectionUnclean"];
  const names = [...jmx, "KafkaLogDirectoryOffline", "KafkaRequestHandlersBusy"];
  const tested = await run(process.execPath, cli, "test", "rules", "--project", folder, ...names);
  expect(tested.stdout).toBe("14 examples, 0 failed\n");
  const covered = await run(process.execPath, cli, "test", "coverage", "--project", folder, ...names);
  expect(covered.stdout).toMatch(/^\d+ branches, states and disturbances, 0 failed\n$/);
}, 60_000);

it("refuses a requirement that nothing can meet, and says what it may mean", async () => {
  const file = join(folder, "rules/kafka-jmx.ts");
  const text = await readFile(file, "utf8");
  await writeFile(file, text.replace('requires: "kafka-jmx"', 'requires: "kafka-jm"'));
  await expect(alertsIn()).rejects.toThrow(
    'rules/kafka-jmx.ts: requires: nothing is named "kafka-jm" — did you mean "kafka-jmx"?',
  );
  await writeFile(file, text);
});
