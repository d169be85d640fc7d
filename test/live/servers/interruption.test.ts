import { spawn } from "node:child_process";
import { once } from "node:events";
import { access } from "node:fs/promises";
import { createInterface } from "node:readline/promises";
import { fileURLToPath } from "node:url";
import { it } from "vitest";
import { ask } from "../../../lib/cli/programs/programs.ts";

const script = fileURLToPath(new URL("../../fixtures/servers/redis-until-ended.ts", import.meta.url));

it.concurrent.for(["SIGINT", "SIGTERM", "throw"])(
  "takes its servers along when ended by %s",
  async (end, { expect }) => {
    const parent = spawn(process.execPath, ["--import", "tsx", script], { stdio: ["pipe", "pipe", "ignore"] });
    const exited = once(parent, "exit");
    const [line] = await once(createInterface(parent.stdout), "line");
    const { pid, folder } = JSON.parse(line) as { pid: number; folder: string };
    expect(await isAlive(pid)).toBe(true);

    if (end === "throw") parent.stdin.end();
    else parent.kill(end as NodeJS.Signals);
    expect(await exited).toEqual(end === "throw" ? [1, null] : [null, end]);
    await expect.poll(() => isAlive(pid)).toBe(false);
    await expect(access(folder)).rejects.toThrow("ENOENT");
  },
);

/** A process that nobody has taken leave of yet (`Z`) is dead all the same. */
async function isAlive(pid: number): Promise<boolean> {
  const state = (await ask("ps", "-o", "stat=", "-p", String(pid))) ?? "";
  return state !== "" && !state.startsWith("Z");
}
