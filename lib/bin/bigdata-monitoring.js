#!/usr/bin/env node
// In a checkout the sources stand beside, and may have changed since they were bundled; a published package has none.
import { existsSync } from "node:fs";

const bundler = new URL("../bundle.js", import.meta.url);
if (existsSync(bundler)) await (await import(bundler.href)).refresh();
const { main } = await import("../build/main.js");
process.exitCode = await main(process.argv.slice(2));
