import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { loadModel } from "../../lib/cli/load.ts";
import { UserError } from "../../lib/cli/outcome.ts";
import { type GeneratedDoc, replacePart } from "./docs.ts";
import { generateDocs } from "./index.ts";

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
    throw new UserError(`${path}: ${error instanceof Error ? error.message : error}`);
  }
}
