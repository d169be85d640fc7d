import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { loadModel } from "../../lib/cli/load.ts";
import type { GeneratedDoc } from "./docs.ts";
import { generateDocs } from "./index.ts";

/** Generated documents whose file differs from what would be generated now. */
export async function staleDocs(root: string): Promise<GeneratedDoc[]> {
  const docs = await generateDocs(await loadModel(root), root);
  const present = await Promise.all(docs.map(({ path }) => readFile(join(root, path), "utf8").catch(() => "")));
  return docs.filter(({ text }, i) => text !== present[i]);
}
