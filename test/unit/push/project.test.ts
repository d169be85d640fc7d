import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { projectId } from "../../../lib/cli/push.ts";

async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "project-id-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, "teams/big data"), { recursive: true });
  for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text);
  return folder;
}

it("is the package's name", async () => {
  expect(await projectId(await folderWith({ "package.json": '{ "name": "@bank/monitoring" }' }))).toBe(
    "@bank/monitoring",
  );
});

it("distinguishes projects of one package", async () => {
  const files = { "package.json": '{ "name": "monitoring" }', "teams/big data/package.json": '{ "type": "module" }' };
  expect(await projectId(join(await folderWith(files), "teams/big data"))).toBe("monitoring/teams/big-data");
});

it.each(["{}", "{", '{ "name": 7 }', '{ "name": "" }', '{ "name": "two words" }', "null"])(
  "names the file where the package has no name: %s",
  async (text) => {
    const folder = await folderWith({ "package.json": text });
    await expect(projectId(folder)).rejects.toThrow(`${folder}: no package.json here or above has a "name"`);
  },
);
