import { spawn } from "node:child_process";
import { once } from "node:events";
import { access } from "node:fs/promises";
import { createInterface } from "node:readline/promises";
import { expect, it } from "vitest";
import { inTemporaryFolder } from "../../../lib/cli/temporary.ts";

const module = new URL("../../../lib/cli/temporary.ts", import.meta.url).href;
const script = `
  const { inTemporaryFolder } = await import(${JSON.stringify(module)});
  await inTemporaryFolder("first", (first) =>
    inTemporaryFolder("second", async (second) => {
      console.log(JSON.stringify([first, second]));
      await new Promise((resolve) => setTimeout(resolve, 60_000));
    }));`;

it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
  "leaves no folder behind when %s ends the command",
  async (signal) => {
    const args = ["--import", "tsx", "--input-type=module", "--eval", script];
    const command = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    const ended = once(command, "exit");
    const [line] = await once(createInterface(command.stdout), "line");
    command.kill(signal);
    expect(await ended).toEqual([null, signal]);
    for (const folder of JSON.parse(line)) await expect(access(folder)).rejects.toThrow("ENOENT");
  },
);

it("leaves no folder and no listener behind when the work fails", async () => {
  const before = process.listenerCount("SIGINT");
  let used = "";
  const work = inTemporaryFolder("failing", async (folder) => {
    used = folder;
    throw new Error("of the work");
  });
  await expect(work).rejects.toThrow("of the work");
  await expect(access(used)).rejects.toThrow("ENOENT");
  expect(process.listenerCount("SIGINT")).toBe(before);
});
