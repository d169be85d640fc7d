import { writeFile } from "node:fs/promises";
import { Command } from "commander";
import { tool } from "../programs/tools.ts";
import { mistakesDocument } from "./mistakes-table.ts";

export const mistakesFile = new URL("../../../docs/promql-mistakes.md", import.meta.url);

export const mistakesCommand = new Command("mistakes")
  .description("Write docs/promql-mistakes.md anew: mistakes, our messages, and promtool's.")
  .action(async () => {
    await writeFile(mistakesFile, mistakesDocument(await tool("promtool")));
  });
