import { chmod, mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { run } from "../../../../lib/cli/programs/programs.ts";
import { launcherFolder, locked, writeLaunchers } from "../../../../lib/cli/programs/tools.ts";

it("lets one work after the other, also after one that failed", async () => {
  const folder = await mkdtemp(join(tmpdir(), "bigdata-monitoring-lock-"));
  const steps: string[] = [];
  const work = (name: string) => async () => {
    steps.push(`${name} begins`);
    await sleep(20);
    steps.push(`${name} ends`);
    if (name === "first") throw new Error("first failed");
  };
  const lock = join(folder, "lock");
  const first = locked(lock, work("first"));
  await expect(first).rejects.toThrow("first failed");
  await Promise.all([locked(lock, work("second")), locked(lock, work("third"))]);
  await rm(folder, { recursive: true });
  const [, , second, itsEnd, third, itsEndToo] = steps.map((step) => step.split(" ")[0]);
  expect(steps.slice(0, 2)).toEqual(["first begins", "first ends"]);
  expect([second, third]).toEqual([itsEnd, itsEndToo]);
  expect(second).not.toBe(third);
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "bigdata-monitoring-launchers-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
  await chmod(join(folder, path), 0o755);
}

it("starts a program with its libraries and shared files, also moved and through a link", async () => {
  const script = '#!/bin/sh\necho "$LD_LIBRARY_PATH"; cat /usr/share/prometheus/greeting; echo "$@"\n';
  await put("old/usr/bin/promtool", script);
  await put("old/usr/lib/here/libgood.so.1", "");
  await put("old/usr/share/prometheus/greeting", "hello\n");
  await writeLaunchers(join(folder, "old"), "promtool");

  await rename(join(folder, "old"), join(folder, "new place"));
  await symlink(join(folder, "new place", launcherFolder, "promtool"), join(folder, "link"));
  const [libraries, greeting, words] = (await run(join(folder, "link"), "two  words", "more")).stdout.split("\n");
  expect(libraries).toBe(`${folder}/new place/${launcherFolder}/../../usr/lib/here`);
  expect(greeting).toBe("hello");
  expect(words).toBe("two  words more");
});

it("refuses a package that lacks its program", async () => {
  await put("usr/bin/other", "");
  await expect(writeLaunchers(folder, "promtool")).rejects.toThrow("Debian's package promtool holds no promtool");
});
