import { writeFile } from "node:fs/promises";
import { Command } from "commander";
import { runScript } from "./run-script.ts";
import { generateKubernetesSchemas, generateSchemas } from "./schemas/generate.ts";

const command = new Command("schemas")
  .description("Write lib/schemas/schemas.json and kubernetes.json from the types in lib/schemas/.")
  .action(async () => {
    await writeFile("lib/schemas/schemas.json", `${generateSchemas()}\n`);
    await writeFile("lib/schemas/kubernetes.json", `${generateKubernetesSchemas()}\n`);
  });

await runScript(command);
