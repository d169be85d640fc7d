import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { OutputFile } from "../emit/emit.ts";
import { assertPathsIn, makeFolder } from "./folders.ts";
import { messageOf, UserError } from "./outcome.ts";

/** How a folder differs from what would be written to it. Paths are relative to the folder. */
export interface Changes {
  readonly written: readonly string[];
  readonly removed: readonly string[];
  readonly unchanged: readonly string[];
}

/**
 * Compares the files with what stands in the folder.
 * @param partial whether only some outputs were asked for; then nothing counts as stale
 * @throws UserError where a file would lie outside of the folder: by its name, by a link, or by what the manifest lists
 */
export async function compare(folder: string, files: readonly OutputFile[], partial: boolean): Promise<Changes> {
  const wanted = new Set(files.map(({ path }) => path));
  await assertPathsIn(folder, [manifestPath, ...wanted]);
  const present = files.map(({ path, text }) => read(folder, path) === text);
  const stale = partial ? [] : (await readManifest(folder)).filter(({ path }) => !wanted.has(path));
  return {
    written: files.filter((_, i) => !present[i]).map(({ path }) => path),
    unchanged: files.filter((_, i) => present[i]).map(({ path }) => path),
    removed: stale.map(({ path }) => path),
  };
}

/**
 * Makes the folder hold exactly these files, and those that were not written by us.
 * Everything is written to a staging folder first, so that an error leaves the old files as they were. Files are then
 * replaced one by one and not the folder as a whole: containers that mount it would go on reading the old one.
 */
export async function write(folder: string, files: readonly OutputFile[], partial: boolean): Promise<Changes> {
  const changes = await compare(folder, files, partial);
  const manifest = manifestOf(partial ? await readManifest(folder) : [], files);
  const staging = join(folder, `.staging-${process.pid}`);
  const written = new Set(changes.written);
  const changed = [...files.filter(({ path }) => written.has(path)), manifest];
  try {
    await removeAbandoned(folder);
    // Created again, so that it is a folder and not a link to one.
    await rm(staging, { recursive: true, force: true });
    await makeFolder(folder);
    await mkdir(staging);
    makeFolders(staging, changed);
    for (const { path, text } of changed) writeFileSync(join(staging, path), text);
    makeFolders(folder, changed);
    for (const { path } of changed) renameSync(join(staging, path), join(folder, path));
    for (const path of changes.removed) rmSync(join(folder, path), { force: true });
  } catch (error) {
    throw new UserError(
      `${folder}: cannot be written: ${error instanceof Error ? error.message : error} — name another with --out`,
    );
  } finally {
    // A folder that cannot be written cannot be cleaned up either: report the first error.
    await rm(staging, { recursive: true, force: true }).catch(() => {});
  }
  return changes;
}

/** Takes away what builds that were killed have left; another that runs right now keeps its own. */
async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const [, pid] = name.match(/^\.staging-(\d+)$/) ?? [];
    if (pid && !isRunning(Number(pid))) await rm(join(folder, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process refuses the signal, and yet it runs.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

// Thousands of files are written and read in one go: to wait for each takes many times longer.

function makeFolders(folder: string, files: readonly { readonly path: string }[]): void {
  for (const name of new Set(files.map(({ path }) => dirname(path))))
    mkdirSync(join(folder, name), { recursive: true });
}

function read(folder: string, path: string): string | undefined {
  try {
    return readFileSync(join(folder, path), "utf8");
  } catch {
    return undefined;
  }
}

/** A file of ours in `dist/`: stale ones are removed, those that are not listed stay. */
interface Listed {
  readonly path: string;
  readonly source: string;
  readonly sha256: string;
}

const manifestPath = "manifest.json";

/** The manifest of these files, and of those that were listed before and are not among them. */
function manifestOf(before: readonly Listed[], files: readonly OutputFile[]): OutputFile {
  const entries = new Map(before.map((file) => [file.path, file]));
  for (const { path, source, text } of files)
    entries.set(path, { path, source, sha256: createHash("sha256").update(text).digest("hex") });
  const sorted = [...entries.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  return { path: manifestPath, source: "", text: `${JSON.stringify({ files: sorted }, null, 2)}\n` };
}

/**
 * The files that a folder's manifest lists; none where there is no manifest.
 * @throws UserError where it is not a manifest, or lists a file outside of the folder
 */
async function readManifest(folder: string): Promise<readonly Listed[]> {
  const file = join(folder, manifestPath);
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return [];
  const files = listed(text);
  if (!files) throw new UserError(`${file}: is not a manifest that build wrote — remove it and build again`);
  const paths = files.map(({ path }) => path);
  await assertPathsIn(folder, paths).catch((error) => {
    throw new UserError(`${file}: lists a path that build did not write: ${messageOf(error)}`);
  });
  return files;
}

function listed(text: string): readonly Listed[] | undefined {
  try {
    const { files } = JSON.parse(text);
    return Array.isArray(files) && files.every((file) => typeof file?.path === "string") ? files : undefined;
  } catch {
    return undefined;
  }
}
