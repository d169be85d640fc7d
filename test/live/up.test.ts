import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "up-"));
  await cp("compose", join(folder, "compose"), { recursive: true });
  await symlink(resolve("node_modules"), join(folder, "node_modules"));
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
  await writeStack(9090);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const writeStack = (port: number) =>
  writeFile(
    join(folder, "stack.ts"),
    `export const stack = { alloy: { title: "Alloy", purpose: "Logs", port: ${port}, health: "/-/ready", ui: "http://localhost:${port}", team: "platform" } };
     export const links = { dashboards: "http://localhost/d", runbooks: "http://localhost/r" };`,
  );

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command with the fake in front of whatever Docker this machine has. */
function cli(...args: string[]): Promise<Ended> {
  const path = [resolve("test/fixtures/fake-docker"), process.env.PATH].join(delimiter);
  const env = { ...process.env, PATH: path, FAKE_DOCKER: folder };
  const options = ["lib/bin/bigdata-monitoring.js", ...args, "--project", folder];
  return new Promise((done) =>
    execFile(process.execPath, options, { env }, (error, stdout, stderr) =>
      done({ code: Number(error?.code ?? 0), stdout, stderr }),
    ),
  );
}

const listing = (health: string) =>
  writeFile(join(folder, "ps"), JSON.stringify({ Service: "alloy", State: "running", Health: health }));
const calls = async () => (await readFile(join(folder, "calls"), "utf8")).trim().split("\n");

describe("without a daemon", () => {
  it("says what to start, names the alternative, and touches nothing", async () => {
    const { code, stdout, stderr } = await cli("up");
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/daemon does not answer: start it.*npm run demo/);
    await expect(readFile(join(folder, "compose/.env"))).rejects.toThrow();
  });
});

describe("with a daemon", () => {
  beforeEach(() => writeFile(join(folder, "daemon"), ""));

  it("builds, starts, waits and prints where to go", async () => {
    await listing("healthy");
    await writeStack(12345);
    const { code, stdout, stderr } = await cli("up", "--platform", "--collector", "alloy");
    expect(stderr).toContain("1/1 healthy: alloy");
    expect([code, stdout]).toEqual([0, expect.stringMatching(/Alloy +http:\/\/localhost:12345 +Logs/)]);
    const up = (await calls()).find((call) => call.includes(" up "));
    expect(up).toMatch(/monitoring\.yml -f .*platform\.yml --profile alloy up --detach --build/);
    expect(await readFile(join(folder, "dist/manifest.json"), "utf8")).toContain("prometheus/prometheus.yml");
  });

  it("ends with 4, naming who is unwell, when the time is up", async () => {
    await listing("unhealthy");
    await writeStack(12345);
    const { code, stderr } = await cli("up", "--wait", "1");
    expect([code, stderr]).toEqual([4, expect.stringContaining("alloy is unhealthy: docker logs bigdata-alloy")]);
    expect((await cli("status")).code).toBe(1);
  });

  it("starts nothing when a definition is wrong", async () => {
    const { code, stderr } = await cli("up");
    expect([code, stderr]).toEqual([2, expect.stringContaining("does not publish 9090")]);
    expect((await calls()).some((call) => call.includes(" up "))).toBe(false);
  });
});
