import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { unreachable } from "../../../lib/cli/doctor.ts";
import { searchPath } from "../../../lib/cli/env.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "containers-"));
  vi.stubEnv("PATH", [resolve("test/fixtures/fake-docker"), ...searchPath()].join(delimiter));
  vi.stubEnv("FAKE_DOCKER", folder);
  await writeFile(join(folder, "daemon"), "");
  await writeFile(join(folder, "log"), "no broker\n");
  await writeFile(join(folder, "inspect-bigdata-prometheus"), "running bigdata-monitoring bigdata-dashboards \n");
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const answer = async (inspect: string | undefined, isExternal = false) => {
  if (inspect !== undefined) await writeFile(join(folder, "inspect-bigdata-x"), inspect);
  return await unreachable("bigdata-x", "bigdata-prometheus", isExternal);
};

it.each([
  ["not started", undefined, "it has no container: `npm run up` creates and starts it"],
  [
    "stopped",
    "exited bigdata-monitoring ",
    "it is exited, not running: `npm run up` starts it; its last log line: no broker",
  ],
  ["restarting", "restarting bigdata-monitoring ", "it restarts again and again; its last log line: no broker"],
  ["in another network", "running other ", "it runs in no network that Prometheus is in (other):"],
  ["at another port", "running bigdata-monitoring ", "it runs, but nothing listens on the port that stack.ts names"],
])("distinguishes a container that is %s", async (_, inspect, message) => {
  expect(await answer(inspect)).toContain(message);
});

it("sends those who look for the platform's service to the platform", async () => {
  expect(await answer(undefined, true)).toContain("it belongs to the platform: start it there");
});

it("says where to look when Docker does not answer", async () => {
  await rm(join(folder, "daemon"));
  expect(await answer(undefined)).toContain("Docker does not answer here");
});
