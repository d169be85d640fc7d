import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Command } from "commander";
import { type GeneratedDoc, replacePart } from "../lib/docs/docs.ts";
import { generateDocs } from "../lib/docs/index.ts";
import { pathIn } from "./contain.ts";
import { loadModel } from "./load.ts";
import { exitCodes, Trouble } from "./outcome.ts";

interface DocsOptions {
  readonly project: string;
  readonly check: boolean;
}

export default new Command("docs")
  .description("Write the generated documentation anew: tables of services, checks, and who is told what.")
  .option("--project <dir>", "the folder that holds stack.ts", ".")
  .option("--check", "write nothing; exit 1 if a document is not what would be written", false)
  .action(async ({ project, check }: DocsOptions) => {
    const root = resolve(project);
    const stale = await staleDocs(root);
    for (const { path, text } of stale) {
      process.stdout.write(`${check ? "would write" : "wrote"} ${path}\n`);
      if (!check) await writeFile(await pathIn(root, path), text);
    }
    process.exitCode = check && stale.length > 0 ? exitCodes.problems : exitCodes.fine;
  });

/** Documents that are not as the model would have them, with the text that they should have. */
export async function staleDocs(root: string): Promise<{ path: string; text: string }[]> {
  const wanted = new Map<string, string>();
  const present = new Map<string, string>();
  for (const doc of generateDocs(await loadModel(root))) {
    const text = await readFile(join(root, doc.path), "utf8").catch(() => "");
    present.set(doc.path, text);
    wanted.set(doc.path, within(wanted.get(doc.path) ?? text, doc));
  }
  return [...wanted].filter(([path, text]) => present.get(path) !== text).map(([path, text]) => ({ path, text }));
}

function within(text: string, { path, part, text: content }: GeneratedDoc): string {
  if (part === undefined) return content;
  try {
    return replacePart(text, part, content);
  } catch (error) {
    throw new Trouble(`${path}: ${error instanceof Error ? error.message : error}`);
  }
}
