#!/usr/bin/env node
// A checkout also holds the sources, which may have changed since they were bundled; a published package has none.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { Scripts } from "./load.js";

// A command is over before code that was optimized has paid for it: V8 optimizes what runs several times as often.
setFlagsFromString("--interrupt-budget=500000");

const fresh = new URL("../bundle/fresh.js", import.meta.url);
const args = process.argv.slice(2);
const isOverview = args.length === 0 || args[0] === "--help" || args[0] === "-h";
if (existsSync(fresh)) await (await import(fresh.href)).refresh(isOverview);
const command = /^[a-z][a-z-]*$/.test(args[0]) && !args.includes("--help") ? args[0] : "help";
const scripts = new Scripts(fileURLToPath(new URL("../build/cli", import.meta.url)), command);
const code = await scripts.load("./main.js").main(args);
// A command that does not exist is not worth a file.
if (code !== 2) scripts.keepCompiled(code === 0);
// A definition may have left a timer, which would keep the process running.
process.stdout.write("", () => process.exit(code));
