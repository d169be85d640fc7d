// In a checkout: makes build/ anew when a file that it was made of has changed. This runs before every command, so it
// loads as little as it can.
const { readdirSync, readFileSync, statSync } = require("node:fs");
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

/** Makes build/ unless it was made from the files as they are now. @param onlyStart the program loads no command */
async function refresh(onlyStart = false) {
  if (!isFresh(onlyStart)) await (await import("./make.js")).makeAll();
}

function isFresh(onlyStart) {
  let text;
  try {
    text = readFileSync(stamp, "utf8");
  } catch {
    return false;
  }
  const lines = (onlyStart ? text.slice(0, text.indexOf("\n\n")) : text.replace("\n\n", "\n")).split("\n");
  return lines.every((line) => describe(line.slice(line.indexOf("\t") + 1)) === line);
}

module.exports = { root, out, stamp, describe, refresh };
