import { execFile, spawn } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ci-run-"));
  for (const name of [".ci", "bin", "node_modules"]) await mkdir(join(folder, name));
  await copyFile(".ci/run", join(folder, ".ci/run"));
  await writeFile(join(folder, "package-lock.json"), "{}");
  // Older than the lock file: an installation is needed.
  await program("id", "echo 0");
  await program("uname", "echo Linux");
  await program("docker", "exit 1");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A program that is found before the machine's. */
const program = (name: string, script: string) =>
  writeFile(join(folder, "bin", name), `#!/bin/bash\n${script}\n`, { mode: 0o755 });

/** @param suites what `npm run --silent NAME` does, by name */
const npm = (suites: Readonly<Record<string, string>>) =>
  program(
    "npm",
    [
      `echo "$* CI=$CI stdin=$(cat)" >> ${join(folder, "calls")}`,
      'if [ "$1" = ci ]; then touch node_modules/.package-lock.json; exit; fi',
      'case "$3" in',
      ...Object.entries(suites).map(([name, script]) => `${name}) ${script} ;;`),
      "esac",
    ].join("\n"),
  );

const environment = (more: Readonly<Record<string, string>> = {}) => ({
  PATH: [join(folder, "bin"), process.env.PATH].join(delimiter),
  ...more,
});

const both = ["test", "test:compose"];

function run(args: readonly string[] = both, more: Readonly<Record<string, string>> = {}) {
  return new Promise<{ code: number; lines: string[] }>((done) => {
    const child = execFile(join(folder, ".ci/run"), args, { env: environment(more) }, (error, stdout) =>
      done({ code: error ? Number(error.code) : 0, lines: stdout.trim().split("\n") }),
    );
    // What waits for input waits for ever.
    child.stdin?.write("y\n");
  });
}

const calls = async () => (await readFile(join(folder, "calls"), "utf8")).trim().split("\n");

describe(".ci/run", () => {
  it("installs, runs both suites without input, and ends with their sum", async () => {
    await npm({
      test: "echo '1 skipped:'; echo '  1 × a: none here'; echo '40 passed, 0 failed'",
      "test:compose": "echo '2 skipped'; echo '3 passed, 0 failed'",
    });
    expect(await run()).toEqual({
      code: 0,
      lines: [
        ...["1 skipped:", "  1 × a: none here", "40 passed, 0 failed"],
        ...["2 skipped", "3 passed, 0 failed"],
        ...["3 skipped, named above with the reasons", "43 passed, 0 failed"],
      ],
    });
    expect(await calls()).toEqual([
      "ci CI=true stdin=",
      "run --silent test CI=true stdin=",
      "run --silent test:compose CI=true stdin=",
    ]);
  });

  it.each([
    ["has failed tests", "echo '5 passed, 2 failed'; exit 1", "45 passed, 2 failed"],
    ["ends with an error after its tests passed", "echo '5 passed, 0 failed'; exit 1", "45 passed, 1 failed"],
    ["counts nothing", "echo 'no Docker engine can be started here'; exit 1", "40 passed, 1 failed"],
    ["ends well and counts nothing", "true", "40 passed, 1 failed"],
    ["hangs", "echo '5 passed, 0 failed'; sleep 600", "45 passed, 1 failed"],
    ["hangs and ignores signals", "trap '' TERM; sleep 600 & wait; sleep 600", "40 passed, 1 failed"],
  ])("fails where a suite %s", async (_, script, last) => {
    await npm({ test: "echo '40 passed, 0 failed'", "test:compose": script });
    // A minute passes before a signal that cannot be ignored.
    const timeout = (await promisified("bash", "-c", "command -v timeout")).trim();
    await program("timeout", `exec ${timeout} "\${@/#--kill-after=60s/--kill-after=1s}"`);
    const { code, lines } = await run(both, { SUITE_LIMIT: "2s" });
    expect([code, lines.at(-1)]).toEqual([1, last]);
    expect(lines.includes("test:compose did not end within 2s")).toBe(script.includes("sleep"));
  });

  it.each([
    ["no root", "id", "echo 1000"],
    ["no Linux", "uname", "echo Darwin"],
  ])("says that it skips the compose suite where there is no engine and %s", async (_, name, script) => {
    await program(name, script);
    await npm({ test: "echo '40 passed, 0 failed'", "test:compose": "echo '3 passed, 0 failed'" });
    const skipped = await run();
    expect([skipped.code, skipped.lines.at(-1)]).toEqual([0, "40 passed, 0 failed"]);
    expect(skipped.lines.join()).toContain("test:compose is skipped: no Docker engine answers here");
    await program("docker", "exit 0");
    expect((await run()).lines.at(-1)).toBe("43 passed, 0 failed");
  });

  it("runs only the suites that are named, and both where none is", async () => {
    await npm({ test: "echo '40 passed, 0 failed'", "test:compose": "echo '3 passed, 0 failed'" });
    expect((await run(["test:compose"])).lines).toEqual(["3 passed, 0 failed", "3 passed, 0 failed"]);
    expect((await run([])).lines).toEqual(["40 passed, 0 failed", "3 passed, 0 failed", "43 passed, 0 failed"]);
  });

  it("passes an interrupt on to the suite, which can clean up", async () => {
    await npm({ test: `trap 'echo cleaned > ${join(folder, "cleaned")}; exit' TERM; echo begun; sleep 600 & wait` });
    const child = spawn(join(folder, ".ci/run"), { env: environment(), stdio: ["ignore", "pipe", "inherit"] });
    await new Promise((begun) => child.stdout.once("data", begun));
    await sleep(200);
    child.kill("SIGINT");
    expect(await new Promise((done) => child.once("exit", done))).toBe(130);
    expect(await readFile(join(folder, "cleaned"), "utf8")).toBe("cleaned\n");
  });
});

const promisified = (command: string, ...args: string[]) =>
  new Promise<string>((done) => execFile(command, args, (_, stdout) => done(stdout)));
