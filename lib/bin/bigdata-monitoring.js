#!/usr/bin/env node
// A checkout also holds the sources, which may have changed since they were bundled; a published package has none.
import { existsSync } from "node:fs";

const bundler = new URL("../bundle.js", import.meta.url);
if (existsSync(bundler)) await (await import(bundler.href)).refresh();
const { main } = await import("../build/main.js");
const code = await main(process.argv.slice(2));
// A definition may have left a timer, which would keep the process running.
process.stdout.write("", () => process.exit(code));
