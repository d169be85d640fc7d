import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { findInstalled, isAtLeast, type Program } from "../../../../lib/cli/programs/programs.ts";

const program: Program = { commands: ["soup", "debian-soup"], package: "soup", archive: "own", atLeast: "3.9" };
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "bigdata-monitoring-path-"));
  vi.stubEnv("PATH", `${folder}:${process.env.PATH}`);
});

afterEach(() => rm(folder, { recursive: true }));

it.each([
  ["3.9", "3.9", true],
  ["3.10.0", "3.9", true],
  ["3.8.12", "3.9", false],
  ["15.18", "9.6", true],
])("%s is at least %s: %s", (version, least, expected) => expect(isAtLeast(version, least)).toBe(expected));

it("finds every copy in PATH by upstream's and by Debian's name, and reports which is new enough", async () => {
  const [old, fresh] = [await install("soup", "soup, version 3.8.2"), await install("debian-soup", "v=3.10.1 go1.27")];
  expect(await findInstalled(program)).toEqual([
    { path: old, version: "3.8.2", newEnough: false },
    { path: fresh, version: "3.10.1", newEnough: true },
  ]);
});

it("ignores a program that prints no version", async () => {
  await install("soup", "no idea");
  expect(await findInstalled(program)).toEqual([]);
});

async function install(name: string, says: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, `#!/bin/sh\necho '${says}'\n`);
  await chmod(path, 0o755);
  return path;
}
