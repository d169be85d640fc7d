import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { OutputFile } from "../emit/emit.ts";
import { pathIn } from "./contain.ts";
import { messageOf, UserError } from "./outcome.ts";

/** A file of ours in `dist/`: stale ones are removed, those that are not listed stay. */
export interface Listed {
  readonly path: string;
  readonly source: string;
  readonly sha256: string;
}

export const manifestPath = "manifest.json";

/** The manifest of these files, and of those that were listed before and are not among them. */
export function manifestOf(before: readonly Listed[], files: readonly OutputFile[]): OutputFile {
  const entries = new Map(before.map((file) => [file.path, file]));
  for (const { path, source, text } of files)
    entries.set(path, { path, source, sha256: createHash("sha256").update(text).digest("hex") });
  const sorted = [...entries.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  return { path: manifestPath, source: "", text: `${JSON.stringify({ files: sorted }, null, 2)}\n` };
}

/**
 * The files that a folder's manifest lists; none where there is no manifest.
 * @throws UserError where it is no manifest, or lists a file outside of the folder
 */
export async function readManifest(folder: string): Promise<readonly Listed[]> {
  const file = join(folder, manifestPath);
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return [];
  const files = listed(text);
  if (!files) throw new UserError(`${file}: is no manifest that build wrote — remove it and build again`);
  for (const { path } of files)
    await pathIn(folder, path).catch((error) => {
      throw new UserError(`${file}: lists ${JSON.stringify(path)}, so build did not write it: ${messageOf(error)}`);
    });
  return files;
}

function listed(text: string): readonly Listed[] | undefined {
  try {
    const { files } = JSON.parse(text);
    return Array.isArray(files) && files.every((file) => typeof file?.path === "string") ? files : undefined;
  } catch {
    return undefined;
  }
}
