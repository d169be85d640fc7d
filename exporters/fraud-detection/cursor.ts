import { readFile, rename, writeFile } from "node:fs/promises";

/** Up to where counters have counted. Kept in a file, nothing that is recorded while the exporter is down is missed. */
export interface Cursor {
  /** Where counting begins. */
  readonly start: Date;
  save(through: Date): Promise<void>;
}

/**
 * @param file absent: counting begins now, and what is recorded between two lives of the exporter is not counted
 * @throws Error if the file exists and holds no time
 */
export async function openCursor(file: string | undefined): Promise<Cursor> {
  if (file === undefined) return { start: new Date(), save: async () => {} };
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  const start = text === undefined ? new Date() : new Date(text.trim());
  if (Number.isNaN(start.getTime())) throw new Error(`${file} holds no time: remove it to count from now on`);
  return { start, save: (through) => replace(file, `${through.toISOString()}\n`) };
}

/** Never half written: an exporter that dies here begins again where it was. */
async function replace(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text);
  await rename(`${file}.new`, file);
}
