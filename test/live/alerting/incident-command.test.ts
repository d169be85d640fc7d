import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { scenarios } from "../../../simulator/scenarios/index.ts";

const run = promisify(execFile);
const cli = fileURLToPath(new URL("../../../lib/bin/bigdata-monitoring.js", import.meta.url));
const simulate = (...args: string[]) => run(process.execPath, [cli, "test", "incident", ...args]);

it.each([
  ["test/fixtures/incidents/host-with-full-disk-dies.yml", "host-with-full-disk-dies", "40"],
  ["RedisDown", "RedisDown", "30"],
  ["ConsumerLagHigh", "ConsumerLagHigh", "40"],
])("simulates %s", async (incident, name, minutes) => {
  const { stdout } = await simulate(incident, "--minutes", minutes);
  await expect(stdout).toMatchFileSnapshot(`snapshots/incident-${name}.txt`);
});

it("prints the events as JSON", async () => {
  const { stdout } = await simulate("ConsumerLagHigh", "--minutes", "20", "--json");
  const kinds = (JSON.parse(stdout) as { at: number; kind: string }[]).map(({ at, kind }) => `${at} ${kind}`);
  expect(kinds).toEqual(["0 pending", "600 firing", "660 notified", "660 notified"]);
});

it.each([
  ["RedisDwn", "RedisDown"],
  ["kafka-lagg", "kafka-lag"],
])("suggests a name for %s", async (written, meant) => {
  await expect(simulate(written)).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining(`No incident or alert "${written}" — did you mean "${meant}"?`),
  });
});

it("lists the defined incidents", async () => {
  const { stdout } = await simulate("--list");
  const [, ...lines] = stdout.trim().split("\n");
  expect(lines.map((line) => line.split(" ")[0])).toEqual(Object.keys(scenarios));
});
