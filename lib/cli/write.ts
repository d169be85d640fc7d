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

/** A file of ours, as the folder's manifest lists it: stale ones are removed, those that are not listed stay. */
export interface ListedFile {
  readonly path: string;
  readonly source: string;
  readonly sha256: string;
}

export const listOf = (files: readonly OutputFile[]): ListedFile[] =>
  files.map(({ path, source, text }) => ({ path, source, sha256: hashOf(text) }));

const hashOf = (contents: string | Buffer): string => createHash("sha256").update(contents).digest("hex");

/**
 * Compares the files with what stands in the folder.
 * @param partial whether only some outputs were asked for; then nothing counts as stale
 * @throws UserError where a file would lie outside of the folder: by its name, by a link, or by what the manifest lists
 */
export async function compare(folder: string, files: readonly ListedFile[], partial: boolean): Promise<Changes> {
  const wanted = new Set(files.map(({ path }) => path));
  await assertPathsIn(folder, [manifestPath, ...wanted]);
  const present = files.map(({ path, sha256 }) => {
    const contents = read(folder, path);
    return contents !== undefined && hashOf(contents) === sha256;
  });
  const stale = partial ? [] : (await readManifest(folder)).filter(({ path }) => !wanted.has(path));
  return {
    written: files.filter((_, i) => !present[i]).map(({ path }) => path),
    unchanged: files.filter((_, i) => present[i]).map(({ path }) => path),
    removed: stale.map(({ path }) => path),
  };
}

export const differs = ({ written, removed }: Changes): boolean => written.length + removed.length > 0;

/** Makes the folder hold exactly these files, and those that were not written by us. */
export const write = (folder: string, files: readonly OutputFile[], partial: boolean): Promise<Changes> =>
  writeListed(folder, listOf(files), async () => files, partial);

/**
 * The same for files that are made only if one of them is missing or differs.
 * Everything is written to a staging folder first, so that an error leaves the old files as they were. Files are then
 * replaced one by one and not the folder as a whole: containers that mount it would go on reading the old one.
 * @param make makes all that are listed
 */
export async function writeListed(
  folder: string,
  listed: readonly ListedFile[],
  make: () => Promise<readonly OutputFile[]>,
  partial: boolean,
): Promise<Changes> {
  const changes = await compare(folder, listed, partial);
  const manifest = manifestOf(partial ? await readManifest(folder) : [], listed);
  const isListed = read(folder, manifestPath)?.toString() === manifest.text;
  const written = new Set(changes.written);
  const files = written.size > 0 ? await make() : [];
  const changed = [...files.filter(({ path }) => written.has(path)), manifest];
  const staging = join(folder, `.staging-${process.pid}`);
  try {
    await removeAbandoned(folder);
    if (!differs(changes) && isListed) return changes;
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

function read(folder: string, path: string): Buffer | undefined {
  try {
    return readFileSync(join(folder, path));
  } catch {
    return undefined;
  }
}

const manifestPath = "manifest.json";

/** The manifest of these files, and of those that were listed before and are not among them. */
function manifestOf(before: readonly ListedFile[], files: readonly ListedFile[]): OutputFile {
  const entries = new Map([...before, ...files].map((file) => [file.path, file]));
  const sorted = [...entries.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  return { path: manifestPath, source: "", text: `${JSON.stringify({ files: sorted }, null, 2)}\n` };
}

/**
 * The files that a folder's manifest lists; none where there is no manifest.
 * @throws UserError where it is not a manifest, or lists a file outside of the folder
 */
async function readManifest(folder: string): Promise<readonly ListedFile[]> {
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

function listed(text: string): readonly ListedFile[] | undefined {
  try {
    const { files } = JSON.parse(text);
    return Array.isArray(files) && files.every((file) => typeof file?.path === "string") ? files : undefined;
  } catch {
    return undefined;
  }
}
