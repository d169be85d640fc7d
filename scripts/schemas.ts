import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { createGenerator } from "ts-json-schema-generator";

const schemasFile = new URL("../lib/schemas/schemas.json", import.meta.url);
const typesFile = new URL("../lib/schemas/documents.ts", import.meta.url);
const tsconfig = new URL("../tsconfig.json", import.meta.url);

export default new Command("schemas")
  .description("Write lib/schemas/schemas.json anew from the types in lib/schemas/.")
  .action(async () => {
    await writeFile(schemasFile, `${generateSchemas()}\n`);
  });

/** Documents that have a schema: the types of lib/schemas/documents.ts. */
const documents = ["DashboardDocument", "PanelDocuments", "PrometheusConfig", "RuleFile", "RuleTestFile"];

/** JSON Schema of every document by its type's name, as one text. A type's unknown fields are refused. */
export function generateSchemas(): string {
  const generator = createGenerator({
    path: fileURLToPath(typesFile),
    tsconfig: fileURLToPath(tsconfig),
    skipTypeCheck: true,
    additionalProperties: false,
    functions: "hide",
    jsDoc: "basic",
  });
  const schemas = documents.map((name) => [name, generator.createSchema(name)]);
  return JSON.stringify(Object.fromEntries(schemas), null, 1);
}
