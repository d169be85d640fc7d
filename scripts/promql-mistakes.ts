import { writeFile } from "node:fs/promises";
import { Command } from "commander";
import { tool } from "../lib/cli/programs/tools.ts";
import { mistakesDocument } from "./mistakes/table.ts";
import { runScript } from "./run-script.ts";

const command = new Command("promql-mistakes")
  .description("Write docs/promql-mistakes.md: mistakes, our messages, and promtool's.")
  .action(async () => {
    await writeFile("docs/promql-mistakes.md", mistakesDocument(await tool("promtool")));
  });

await runScript(command);
