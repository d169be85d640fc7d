import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Place } from "./process.ts";

/** A program's configuration: its text, or a file, whose references to other files then start beside it. */
export type Configuration = { readonly text: string } | { readonly file: string };

/** The path of the configuration, written into the server's folder where it is given as text. */
export async function configurationFile(configuration: Configuration, { folder }: Place): Promise<string> {
  if ("file" in configuration) return resolve(configuration.file);
  const file = join(folder, "config.yml");
  await writeFile(file, configuration.text);
  return file;
}
