#!/usr/bin/env node
// A project's definitions are TypeScript, so tsx loads them. The commands are too in a checkout; a package holds them compiled.
import { existsSync } from "node:fs";
import { register } from "tsx/esm/api";

register();
const source = new URL("../cli/main.ts", import.meta.url);
const compiled = new URL("../build/scripts/cli.js", import.meta.url);
const { main } = await import((existsSync(source) ? source : compiled).href);
process.exitCode = await main(process.argv.slice(2));
