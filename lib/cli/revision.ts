import { mkdir, readdir, readFile, realpath, symlink, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { Command } from "commander";
import { readFiles, type Snapshot } from "../diff/snapshot.ts";
import { composeTarget } from "../emit/emit.ts";
import { emit } from "../emit/index.ts";
import { inTemporaryFolder } from "./folders.ts";
import { exists } from "./load/bundle.ts";
import { loadModel } from "./load.ts";
import { UserError } from "./outcome.ts";
import { ownProgram, run } from "./programs/programs.ts";

/**
 * What a project emitted for the servers at a git revision: its files are unpacked into a folder of their own, and loaded and
 * emitted there by the machinery that they came with, so that a change of the machinery is a change as well.
 * @throws UserError when there is no such revision, or its definitions cannot be loaded
 */
export const snapshotAt = (root: string, revision: string): Promise<Snapshot> =>
  atRevision(root, revision, async (project) => snapshotOfFiles(revision, await emittedFiles(project, revision)));

/**
 * Does work with a project's files as they were at a git revision, in a folder of their own with this checkout's
 * packages, removed afterwards.
 * @throws UserError when there is no such revision
 */
export const atRevision = <T>(root: string, revision: string, work: (project: string) => Promise<T>): Promise<T> =>
  inTemporaryFolder("revision", async (folder) => {
    const project = await unpack(root, revision, folder);
    await linkPackages(root, project);
    await linkEnvFile(root, project);
    return work(project);
  });

/** @returns the project's folder within the unpacked repository */
async function unpack(root: string, revision: string, folder: string): Promise<string> {
  const git = (...args: string[]) =>
    run("git", "-C", root, ...args).catch((error: Error & { code?: unknown; stderr?: string }) => {
      // `rev-parse --quiet` ends with 1 and prints nothing where there is no such commit.
      const missing = error.code === 1 && "there is no such commit here — fetch it, or name another revision";
      const reason = error.stderr?.trim() || missing || error.message;
      throw new UserError(`git revision ${revision}: ${reason}`);
    });
  // Named from the top, since an archive holds only what is below the folder that git is run in.
  const [prefix, top] = (await git("rev-parse", "--show-prefix", "--show-toplevel")).stdout.split("\n");
  const archive = join(folder, "archive.tar");
  // A revision that starts with a dash would be read as an option, such as --output; a commit's id never does.
  const commit = (
    await git("rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`)
  ).stdout.trim();
  await git("-C", top ?? "", "archive", `--output=${archive}`, commit);
  await run("tar", "-xf", archive, "-C", folder);
  return join(folder, prefix ?? "");
}

/** The library that belongs to the revision emits them: a change of the library is a change as well. */
async function emittedFiles(project: string, revision: string): Promise<{ path: string; text: string }[]> {
  const own = join(project, "node_modules/bigdata-monitoring/bin/bigdata-monitoring.js");
  const cli = (await exists(own)) ? own : ownProgram;
  const result = join(project, `.emitted-${process.pid}.json`);
  await run(process.execPath, cli, "emit-files", project, result).catch((error: Error & { stderr?: string }) => {
    throw new UserError(`the definitions of ${revision} cannot be loaded: ${error.stderr?.trim() || error.message}`);
  });
  return JSON.parse(await readFile(result, "utf8"));
}

/**
 * Gives an unpacked project the packages of the checkout. A package that npm links to a folder of the repository is
 * linked to the same folder of the unpacked one.
 */
async function linkPackages(root: string, project: string): Promise<void> {
  const packages = join(root, "node_modules");
  const linked = join(project, "node_modules");
  await mkdir(linked, { recursive: true });
  const entries = await readdir(packages, { withFileTypes: true }).catch(() => []);
  await Promise.all(
    entries.map(async (entry) => {
      const folder = entry.isSymbolicLink() ? relative(root, await realpath(join(packages, entry.name))) : "..";
      const isWorkspace = !folder.startsWith("..") && (await exists(join(project, folder)));
      await symlink(isWorkspace ? join(project, folder) : join(packages, entry.name), join(linked, entry.name));
    }),
  );
}

/** Git does not have the deployment's settings. With others every link would differ. */
async function linkEnvFile(root: string, project: string): Promise<void> {
  const file = "compose/.env";
  if (!(await exists(join(root, file))) || (await exists(join(project, file)))) return;
  await mkdir(dirname(join(project, file)), { recursive: true });
  await symlink(resolve(root, file), join(project, file));
}

/** What a built folder contains for the servers. @throws UserError when it is no folder that `build` wrote, or cannot be read */
export async function snapshotOfFolder(folder: string): Promise<Snapshot> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: Error) => {
    throw new UserError(`${folder}: cannot be read: ${error.message}`);
  });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  if (!paths.includes(join(folder, "manifest.json")))
    throw new UserError(`${folder} holds no manifest.json: name a folder that \`npm run build\` wrote`);
  const files = await Promise.all(
    paths.map(async (path) => ({
      path: relative(folder, path).split(sep).join("/"),
      text: await readFile(path, "utf8"),
    })),
  );
  return snapshotOfFiles(folder, files);
}

/** The same for files that are in memory already. @param where for messages: a folder, a revision */
function snapshotOfFiles(where: string, files: readonly { path: string; text: string }[]): Snapshot {
  try {
    return readFiles(files);
  } catch (error) {
    throw new UserError(`${where}: ${error instanceof Error ? error.message : error}`);
  }
}

/** For `diff`, which asks the library of another revision: writes all that a project emits, unchecked, as JSON. Definitions may print. */
export const emitFilesCommand = new Command("emit-files")
  .argument("<project>")
  .argument("<file>")
  .action(async (project: string, file: string) => {
    const model = await loadModel(resolve(project));
    const files = emit(model, composeTarget(model), []);
    await writeFile(file, JSON.stringify(files.map(({ path, text }) => ({ path, text }))));
  });
