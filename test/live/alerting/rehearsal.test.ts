import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const run = promisify(execFile);
const cli = fileURLToPath(new URL("../../../bin/bigdata-monitoring.js", import.meta.url));
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

it("knows what was meant", async () => {
  await expect(rehearse("RedisDwn")).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('No alert "RedisDwn" — did you mean "RedisDown"?'),
  });
});
