import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { UserError } from "../../../lib/cli/outcome.ts";
import { listOf, write, writeListed } from "../../../lib/cli/write.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "write-"));
});
afterEach(() => rm(folder, { recursive: true }));

const files = ["a.yml", "deep/b.yml"].map((path) => ({ path, source: "rules/a.ts", text: `${path}\n`, document: {} }));

it("takes away what a killed build has left, and nothing of one that runs", async () => {
  const { pid: ended } = spawnSync(process.execPath, ["--version"]);
  const running = process.ppid;
  for (const pid of [ended, running]) await mkdir(join(folder, `.staging-${pid}`));
  await write(folder, files, false);
  expect((await readdir(folder)).sort()).toEqual([`.staging-${running}`, "a.yml", "deep", "manifest.json"]);
});

it("leaves every file as it was when one cannot be written, and says where", async () => {
  await write(folder, files, false);
  await rm(join(folder, "deep"), { recursive: true });
  await writeFile(join(folder, "deep"), "a file where a folder has to be");
  const changed = files.map((file) => ({ ...file, text: "new\n" })).reverse();
  const failed = write(folder, changed, false);
  await expect(failed).rejects.toThrow(UserError);
  await expect(failed).rejects.toThrow(`${folder}: cannot be written: `);
  expect(await readFile(join(folder, "a.yml"), "utf8")).toBe("a.yml\n");
  expect((await readdir(folder)).sort()).toEqual(["a.yml", "deep", "manifest.json"]);
});

it("makes no file where every file and the manifest are as they are listed, and makes them where one is not", async () => {
  let made = 0;
  const again = () =>
    writeListed(
      folder,
      listOf(files),
      async () => {
        made++;
        return files;
      },
      false,
    );
  expect(await again()).toMatchObject({ written: ["a.yml", "deep/b.yml"], unchanged: [] });
  expect(await again()).toMatchObject({ written: [], unchanged: ["a.yml", "deep/b.yml"] });
  expect(made).toBe(1);

  const manifest = await readFile(join(folder, "manifest.json"), "utf8");
  await rm(join(folder, "manifest.json"));
  await again();
  expect(await readFile(join(folder, "manifest.json"), "utf8")).toBe(manifest);
  expect(made, "a manifest needs no file").toBe(1);

  await writeFile(join(folder, "a.yml"), "edited\n");
  expect(await again()).toMatchObject({ written: ["a.yml"], unchanged: ["deep/b.yml"] });
  expect(await readFile(join(folder, "a.yml"), "utf8")).toBe("a.yml\n");
  expect(made).toBe(2);
});
