import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { access, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { afterEnd } from "../../../scripts/compose/after-end.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "after-end-"));
});
afterEach(() => rm(folder, { recursive: true }));

const script = 'touch "$FOLDER/ran"';
const hasRun = () =>
  access(join(folder, "ran")).then(
    () => true,
    () => false,
  );

/** A process of a session of its own, as a terminal starts one, that waits. */
async function startWaiting(): Promise<ChildProcess> {
  const module = new URL("../../../scripts/compose/after-end.ts", import.meta.url);
  const code = `
    const { afterEnd } = await import(${JSON.stringify(module.href)});
    afterEnd(${JSON.stringify(script)}, process.env);
    process.stdout.write("waits");
    setInterval(() => {}, 1000);`;
  const args = ["--import", "tsx", "--input-type=module", "--eval", code];
  const env = { ...process.env, FOLDER: folder };
  const child = spawn(process.execPath, args, { env, detached: true, stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  return child;
}

it.each(["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL"] as const)(
  "runs after a process group that was ended by %s, and not before",
  async (signal) => {
    const child = await startWaiting();
    expect(await hasRun()).toBe(false);
    process.kill(-(child.pid ?? 0), signal);
    await expect.poll(hasRun).toBe(true);
  },
);

it("runs when it is asked to, once, and is done then", async () => {
  const after = afterEnd(`${script}; echo again >> "$FOLDER/ran"`, { PATH: process.env.PATH, FOLDER: folder });
  expect(await hasRun()).toBe(false);
  await after.run();
  expect(await hasRun()).toBe(true);
  await rm(join(folder, "ran"));
  await after.run();
  expect(await hasRun()).toBe(false);
});
