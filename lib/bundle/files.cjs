const { mkdirSync, readdirSync, renameSync, statSync, writeFileSync } = require("node:fs");
const { dirname, join } = require("node:path");

/** The folder of this package. */
const root = dirname(__dirname);
const out = join(root, "build");
/**
 * What build/ was made of: a line for each file, and for each folder whose files are found by their names. First come
 * those of the program's start and an empty line.
 */
const stamp = join(out, "sources.txt");

/** Size and times of a file, or the names in a folder, and its path relative to lib/. */
function describe(path) {
  const stats = statSync(join(root, path), { throwIfNoEntry: false });
  if (!stats) return `missing\t${path}`;
  if (stats.isDirectory()) return `${readdirSync(join(root, path)).sort().join("/")}\t${path}`;
  return `${stats.size} ${stats.mtimeMs} ${stats.ctimeMs}\t${path}`;
}

/** Another process never reads half a file. */
function write(path, contents) {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}.draft`;
  writeFileSync(draft, contents);
  renameSync(draft, path);
}

module.exports = { root, out, stamp, describe, write };
