#!/usr/bin/env node
// The files in this folder are CommonJS: Node starts them without its loader of ECMAScript modules, which takes time.
const { existsSync } = require("node:fs");
const { join } = require("node:path");
const { setFlagsFromString } = require("node:v8");
const { Scripts } = require("./load.js");

// A command is over before code that was optimized has paid for it: V8 optimizes what runs several times as often. Only
// that of Node 20 has this flag; later ones would print an error.
if (process.versions.v8.startsWith("11.")) setFlagsFromString("--interrupt-budget=500000");

// A checkout also holds the sources, which may have changed since they were bundled; a published package has none.
const fresh = join(__dirname, "../bundle/fresh.cjs");
const args = process.argv.slice(2);
const isOverview = args.length === 0 || args[0] === "--help" || args[0] === "-h";

async function run() {
  if (existsSync(fresh)) await require(fresh).refresh(isOverview);
  const command = /^[a-z][a-z-]*$/.test(args[0]) && !args.includes("--help") ? args[0] : "help";
  const scripts = new Scripts(join(__dirname, "../build/cli"), command);
  const code = await scripts.load("./main.js").main(args);
  // A command that does not exist is not worth a file.
  if (code !== 2) scripts.keepCompiled(code === 0);
  // A definition may have left a timer, which would keep the process running.
  process.stdout.write("", () => process.exit(code));
}

run();
