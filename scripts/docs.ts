import { writeFile } from "node:fs/promises";
import { Command } from "commander";
import { staleDocs } from "./docs/stale.ts";
import { runScript } from "./run-script.ts";

const command = new Command("docs")
  .description("Write the generated documentation: tables of services and checks, the contract, who is notified.")
  .action(async () => {
    for (const { path, text } of await staleDocs(process.cwd())) {
      process.stdout.write(`wrote ${path}\n`);
      await writeFile(path, text);
    }
  });

await runScript(command);
