import { readFile, rename, writeFile } from "node:fs/promises";
import { SettingError } from "../common/settings.ts";
import { clockTolerance } from "./sources/source.ts";

/** Time up to which counters have counted. In a file, it survives a restart, and nothing recorded meanwhile is missed. */
export interface Cursor {
  /** Where counting begins. */
  readonly start: Date;
  save(through: Date): Promise<void>;
}

/**
 * @param file absent: counting begins now, and what is recorded between two runs of the exporter is not counted
 * @throws SettingError if the file contains no time or cannot be written
 */
export async function openCursor(file: string | undefined): Promise<Cursor> {
  if (file === undefined) return { start: new Date(), save: async () => {} };
  try {
    const start = await readTime(file);
    await replace(file, start);
    return { start, save: (through) => replace(file, through) };
  } catch (error) {
    throw new SettingError(`FRAUD_CURSOR_FILE: ${file}: ${(error as Error).message}`);
  }
}

async function readTime(file: string): Promise<Date> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  const time = text === undefined ? new Date() : new Date(text.trim());
  // The time is that of the source's clock.
  if (!(time.getTime() <= Date.now() + clockTolerance * 1000))
    throw new Error("contains no time in the past: remove it to count from now on");
  return time;
}

/** Never leaves half a file: after a crash the exporter continues where it was. */
async function replace(file: string, time: Date): Promise<void> {
  await writeFile(`${file}.new`, `${time.toISOString()}\n`);
  await rename(`${file}.new`, file);
}
