import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { SettingError } from "../common/settings.ts";
import { type Dataset, problemsOfDatasets } from "./schema.ts";

/**
 * The datasets of a file: a module whose default export is a list of them, or the same list as JSON.
 * @throws SettingError with every problem, one line each
 */
export async function loadDatasets(file: string, databases: readonly string[]): Promise<Dataset[]> {
  const value = await importFile(file).catch((error: Error) => {
    throw new SettingError(`DATA_QUALITY_DATASETS: ${file}: ${error.message}`);
  });
  const problems = problemsOfDatasets(value, databases);
  if (problems.length > 0) throw new SettingError(problems.map((problem) => `${file} › ${problem}`).join("\n"));
  return value as Dataset[];
}

async function importFile(file: string): Promise<unknown> {
  if (file.endsWith(".json")) return JSON.parse(await readFile(file, "utf8"));
  const module: { default?: unknown } = await import(pathToFileURL(resolve(file)).href);
  return module.default;
}
