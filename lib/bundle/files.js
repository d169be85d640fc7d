import { mkdirSync, readdirSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of this package. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const out = join(root, "build");
/**
 * What build/ was made of: a line for each file, and for each folder whose files are found by their names. First come
 * those of the program's start and an empty line.
 */
export const stamp = join(out, "sources.txt");

/** Size and times of a file, or the names in a folder, and its path relative to lib/. */
export function describe(path) {
  const stats = statSync(join(root, path), { throwIfNoEntry: false });
  if (!stats) return `missing\t${path}`;
  if (stats.isDirectory()) return `${readdirSync(join(root, path)).sort().join("/")}\t${path}`;
  return `${stats.size} ${stats.mtimeMs} ${stats.ctimeMs}\t${path}`;
}

/** Another process never reads half a file. */
export function write(path, contents) {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}.draft`;
  writeFileSync(draft, contents);
  renameSync(draft, path);
}
