import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { run } from "../../../scripts/servers/run.ts";

const cli = fileURLToPath(new URL("../../../bin/bigdata-monitoring.js", import.meta.url));
const command = (...args: string[]) => run(process.execPath, cli, ...args);

test("every branch and state of our alerts is shown by an example", async () => {
  const { stdout, stderr } = await command("coverage").catch((failure: { stdout: string; stderr: string }) => failure);
  expect(stderr).toBe("");
  expect(stdout).toMatch(/^\d{3,} branches and states, 0 failed$/m);
});

test("a few alerts of every kind keep their mutants from passing; `npm run mutate` tries them all", async () => {
  const { stdout } = await command("mutate", "HostDown", "HostMemoryLow", "TransactionsFail", "EtlRunsFail", "--json");
  expect(JSON.parse(stdout).score).toBeGreaterThanOrEqual(0.95);
});
