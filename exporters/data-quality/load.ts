import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Dataset } from "./dataset.ts";
import { readDatasets } from "./validate.ts";

/**
 * The datasets of a file: a module whose default export is a list of them, or the same as JSON.
 * @throws Error with every problem, one a line
 */
export async function loadDatasets(file: string, databases: readonly string[]): Promise<Dataset[]> {
  const value = file.endsWith(".json") ? JSON.parse(await readFile(file, "utf8")) : (await importFile(file)).default;
  try {
    return readDatasets(value, databases);
  } catch (error) {
    throw new Error((error as Error).message.replace(/^/gm, `${file} › `));
  }
}

const importFile = (file: string): Promise<{ default?: unknown }> => import(pathToFileURL(resolve(file)).href);
