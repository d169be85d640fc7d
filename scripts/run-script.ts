import type { Command } from "commander";
import { run } from "../lib/cli/main.ts";

/** Runs a script's command with the errors and exit codes of the CLI. */
export async function runScript(command: Command): Promise<void> {
  process.exitCode = await run(command, process.argv.slice(2));
}
