import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { scenarios } from "../../../simulator/scenarios/index.ts";

const run = promisify(execFile);
const cli = fileURLToPath(new URL("../../../lib/bin/bigdata-monitoring.js", import.meta.url));
const rehearse = (...args: string[]) => run(process.execPath, [cli, "rehearse", ...args]);

it.each([
  ["test/fixtures/incidents/host-with-full-disk-dies.yml", "host-with-full-disk-dies", "40"],
  ["RedisDown", "RedisDown", "30"],
  ["ConsumerLagHigh", "ConsumerLagHigh", "40"],
])("rehearses %s", async (incident, name, minutes) => {
  const { stdout } = await rehearse(incident, "--minutes", minutes);
  await expect(stdout).toMatchFileSnapshot(`snapshots/rehearsed-${name}.txt`);
});

it("tells the events as JSON", async () => {
  const { stdout } = await rehearse("ConsumerLagHigh", "--minutes", "20", "--json");
  const kinds = (JSON.parse(stdout) as { at: number; kind: string }[]).map(({ at, kind }) => `${at} ${kind}`);
  expect(kinds).toEqual(["0 pending", "600 firing", "660 told"]);
});

it.each([
  ["RedisDwn", "RedisDown"],
  ["kafka-lagg", "kafka-lag"],
])("knows what %s was to be", async (written, meant) => {
  await expect(rehearse(written)).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining(`No scenario or alert "${written}" — did you mean "${meant}"?`),
  });
});

it("lists the simulator's scenarios", async () => {
  const { stdout } = await rehearse("--list");
  const [, ...lines] = stdout.trim().split("\n");
  expect(lines.map((line) => line.split(" ")[0])).toEqual(Object.keys(scenarios));
});
