import { lstatSync, mkdtempSync, rmSync } from "node:fs";
import { lstat, mkdir, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { UserError } from "./outcome.ts";

// Names from a server, an external file or another branch become paths here and nowhere else.

const longestName = 200;
/** Windows opens a device under these names, with any ending. */
const device = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
const separatorOrControl = /[/\\:\p{Cc}]/u;

const isPlainName = (name: unknown): name is string =>
  typeof name === "string" &&
  Buffer.byteLength(name) <= longestName &&
  !separatorOrControl.test(name) &&
  !/^$|^\.\.?$|[. ]$/.test(name) &&
  !device.test(name);

/**
 * The path of a file in a folder. Neither has to exist.
 * @param name a single name, from outside
 * @throws UserError where it is not a plain name, or where a link there leads out of the folder
 */
export async function nameIn(folder: string, name: unknown): Promise<string> {
  if (!isPlainName(name)) throw new UserError(noName(folder, name));
  return assertInside(folder, join(folder, name));
}

/**
 * The path of a file below a folder. Neither has to exist.
 * @param path relative, with `/` between plain names, from outside
 * @throws UserError where it holds anything else, or where a link on its way leads out of the folder
 */
export async function pathIn(folder: string, path: string): Promise<string> {
  if (!path.split("/").every(isPlainName)) throw new UserError(noName(folder, path));
  return assertInside(folder, join(folder, path));
}

/**
 * Asserts what `pathIn` does for each of many paths, with one look at each folder on their way.
 * @throws UserError
 */
export async function assertPathsIn(folder: string, paths: readonly string[]): Promise<void> {
  const unfit = paths.find((path) => !path.split("/").every(isPlainName));
  if (unfit !== undefined) throw new UserError(noName(folder, unfit));
  const folders = new Set(paths.map((path) => dirname(path)));
  for (const each of folders) if (each !== ".") await pathIn(folder, each);
  for (const path of paths) if (isLink(join(folder, path))) await pathIn(folder, path);
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    // Nothing is there, or a file where a folder should be: to write there fails.
    return false;
  }
}

/**
 * The folder to write to that an option names, relative to the working directory. Within the project, no link may lead out: links are committed like
 * other files. A folder outside is allowed: the user named it.
 * @throws UserError
 */
export async function outputFolder(project: string, out: string): Promise<string> {
  const [root, place] = [resolve(project), resolve(out)];
  return isWithin(root, place) ? assertInside(root, place) : place;
}

/**
 * Makes a folder and those above it. One by one: where the system says that a folder's own parent is missing, as it does
 * below /proc, Node's recursive call never ends.
 * @returns the topmost folder that was made
 */
export async function makeFolder(path: string): Promise<string | undefined> {
  if (await lstat(path).catch(() => undefined)) return undefined;
  const above = await makeFolder(dirname(resolve(path)));
  await mkdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  return above ?? path;
}

const noName = (folder: string, name: unknown): string =>
  `${folder}: ${JSON.stringify(name)} cannot be a file's name: it must not contain / \\ : or control characters, be . or .., be longer than ${longestName} bytes, be a name of a device of Windows such as con, or end with a dot or a space — rename it where it comes from`;

async function assertInside(folder: string, place: string): Promise<string> {
  const [root, real] = await Promise.all([realOf(folder), realOf(place)]);
  if (!isWithin(root, real))
    throw new UserError(`${place}: leads out of ${folder}, to ${real} — remove the link, or name that folder itself`);
  return place;
}

function isWithin(folder: string, place: string): boolean {
  const way = relative(folder, place);
  return way.split(sep)[0] !== ".." && !isAbsolute(way);
}

/** Where a path really leads, with what does not exist yet below the part that does. */
async function realOf(path: string): Promise<string> {
  if (await lstat(path).catch(() => undefined))
    return realpath(path).catch((error: Error) => {
      throw new UserError(`${path}: is a link that leads nowhere (${error.message}) — remove it`);
    });
  const above = dirname(path);
  return above === path ? path : join(await realOf(above), basename(path));
}

const folders = new Set<string>();
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Works in a temporary folder, which is removed afterwards, also when a signal ends the command before. */
export async function inTemporaryFolder<T>(name: string, work: (folder: string) => Promise<T>): Promise<T> {
  if (folders.size === 0) for (const signal of signals) process.on(signal, removeAll);
  const folder = mkdtempSync(join(tmpdir(), `bigdata-monitoring-${name}-`));
  folders.add(folder);
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
    folders.delete(folder);
    if (folders.size === 0) stopListening();
  }
}

function stopListening(): void {
  for (const signal of signals) process.off(signal, removeAll);
}

function removeAll(signal: NodeJS.Signals): void {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  // Without these listeners the signal has its default effect.
  stopListening();
  process.kill(process.pid, signal);
}
