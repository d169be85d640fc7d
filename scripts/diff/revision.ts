import { mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Snapshot } from "../../lib/diff/snapshot.ts";
import { exists } from "../load/import.ts";
import { Trouble } from "../outcome.ts";
import { run } from "../servers/run.ts";
import { snapshotOfFiles } from "./folder.ts";

/**
 * What a project told the servers at a git revision: its files are unpacked into a folder of their own, and loaded and
 * emitted there by the machinery that they came with, so that a change of the machinery is a change as well.
 * @throws Trouble when there is no such revision, or its definitions cannot be loaded
 */
export const snapshotAt = (root: string, revision: string): Promise<Snapshot> =>
  atRevision(root, revision, async (project) => snapshotOfFiles(revision, await emittedFiles(project, revision)));

/**
 * Does work with a project's files as they were at a git revision, in a folder of their own with this checkout's
 * packages, removed afterwards.
 * @throws Trouble when there is no such revision
 */
export async function atRevision<T>(root: string, revision: string, work: (project: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "bigdata-monitoring-revision-"));
  try {
    const project = await unpack(root, revision, folder);
    await symlink(join(root, "node_modules"), join(project, "node_modules"));
    return await work(project);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @returns the project's folder within the unpacked repository */
async function unpack(root: string, revision: string, folder: string): Promise<string> {
  const git = (...args: string[]) =>
    run("git", "-C", root, ...args).catch((error: Error & { stderr?: string }) => {
      throw new Trouble(`git revision ${revision}: ${error.stderr?.trim() || error.message}`);
    });
  // Named from the top, since an archive holds only what is below the folder that git is run in.
  const [prefix, top] = (await git("rev-parse", "--show-prefix", "--show-toplevel")).stdout.split("\n");
  const archive = join(folder, "archive.tar");
  await git("-C", top ?? "", "archive", `--output=${archive}`, revision);
  await run("tar", "-xf", archive, "-C", folder);
  return join(folder, prefix ?? "");
}

/** A process of its own loads them: modules of two revisions have nothing to share. */
async function emittedFiles(project: string, revision: string): Promise<{ path: string; text: string }[]> {
  const here = fileURLToPath(import.meta.url);
  const tsx = createRequire(here).resolve("tsx");
  const child = fileURLToPath(new URL(`./emit-files${extname(here)}`, import.meta.url));
  const own = fileURLToPath(new URL("../..", import.meta.url));
  const machinery = (await exists(join(project, "scripts/load.ts"))) ? project : own;
  const result = join(project, `.emitted-${process.pid}.json`);
  await run(process.execPath, "--import", tsx, child, project, machinery, result).catch((error: Error) => {
    throw new Trouble(`the definitions of ${revision} cannot be loaded: ${error.message}`);
  });
  const text = await readFile(result, "utf8").catch(() => {
    throw new Trouble(
      `the definitions of ${revision} cannot be loaded: one of them ends the process — see process.exit`,
    );
  });
  return JSON.parse(text);
}
