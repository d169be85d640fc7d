#!/usr/bin/env node
// Definitions are TypeScript, so tsx loads them: ours, and those of a project that uses this package.
import { register } from "tsx/esm/api";

register();
const { main } = await import("../scripts/cli.ts");
process.exitCode = await main(process.argv.slice(2));
