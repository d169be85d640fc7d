// In a checkout: makes build/ anew when a file that it was made of has changed. This runs before every command, so it
// loads as little as it can.
const { readFileSync } = require("node:fs");
const { describe, stamp } = require("./files.cjs");

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

module.exports = { refresh };
