import { lstat, readdir, readFile, rm, rmdir, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { Command } from "commander";
import { makeFolder } from "./folders.ts";
import { exitCodes, UserError } from "./outcome.ts";
import { packageRoot } from "./programs/programs.ts";

interface NewFile {
  /** Path from the new project's folder. */
  readonly path: string;
  readonly text: string;
}

export default new Command("init")
  .argument("[folder]", "the new project's folder", ".")
  .addHelpText("after", "\nNo file is overwritten: where one of the project's files exists, nothing is written.")
  .action(async (folder: string) => {
    const root = resolve(folder);
    const files = [...(await templateFiles()), await manifest(root)];
    await assertFree(root, files);
    await writeAll(root, files);
    for (const { path } of files) process.stdout.write(`wrote ${join(folder, path)}\n`);
    const enter = root === process.cwd() ? "" : `cd ${folder} && `;
    process.stderr.write(`next: ${enter}npm install && npm test && npm run build\n`);
    process.exitCode = exitCodes.ok;
  });

/** The files of lib/init. npm packs no `.gitignore`, so it has no dot there. */
async function templateFiles(): Promise<NewFile[]> {
  const folder = join(packageRoot, "init");
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
  return Promise.all(
    paths.map(async (path) => ({
      path: path === "gitignore" ? ".gitignore" : path,
      text: await readFile(join(folder, path), "utf8"),
    })),
  );
}

/** package.json: it depends on this version of the library and on its peers. */
async function manifest(root: string): Promise<NewFile> {
  const { name, version, peerDependencies } = JSON.parse(await readFile(join(packageRoot, "package.json"), "utf8"));
  const content = {
    name: packageName(basename(root)),
    private: true,
    type: "module",
    scripts: {
      check: `${name} check`,
      build: `${name} build`,
      test: `tsc && ${name} test rules`,
      preview: `${name} preview`,
    },
    dependencies: { ...peerDependencies, [name]: `^${version}` },
    devDependencies: { typescript: "^7.0.2" },
  };
  return { path: "package.json", text: `${JSON.stringify(content, undefined, 2)}\n` };
}

/** A folder's name as a package's: npm allows lower-case letters, digits, dots, dashes and underscores. */
function packageName(folder: string): string {
  const name = folder
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[._-]+|[._-]+$/g, "");
  return name || "monitoring";
}

/** @throws UserError that names every file that exists, and every file that stands where a folder is needed */
async function assertFree(root: string, files: readonly NewFile[]): Promise<void> {
  if ((await kindOf(root, stat)) === "other")
    throw new UserError(`${root}: is not a folder — name another: init FOLDER`);
  const taken = new Set<string>();
  for (const { path } of files) {
    if (await kindOf(join(root, path))) taken.add(path);
    for (let folder = dirname(path); folder !== "."; folder = dirname(folder))
      if ((await kindOf(join(root, folder))) === "other") taken.add(folder);
  }
  if (taken.size > 0)
    throw new UserError(
      `${root}: ${[...taken].join(", ")} ${taken.size === 1 ? "exists" : "exist"}, and init overwrites no file — ` +
        "move what exists, or name an empty folder: init FOLDER. Nothing was written.",
    );
}

/** Below the project's folder a link counts as `other`: what is written through it would lie elsewhere. */
async function kindOf(path: string, read: typeof stat = lstat): Promise<"folder" | "other" | undefined> {
  try {
    return (await read(path)).isDirectory() ? "folder" : "other";
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw error;
  }
}

/** Writes all files or none: a failure removes the files and folders that were made. */
async function writeAll(root: string, files: readonly NewFile[]): Promise<void> {
  const undo: (() => Promise<void>)[] = [];
  try {
    for (const { path, text } of files) {
      const file = join(root, path);
      const made = await makeFolder(dirname(file));
      if (made) undo.push(() => rmdir(made));
      await writeFile(file, text, { flag: "wx" });
      undo.push(() => rm(file));
    }
  } catch (error) {
    for (const step of undo.reverse()) await step().catch(() => {});
    throw error;
  }
}
