import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, rename, rm, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Rule } from "../../lib/model/model.ts";
import type { Recording } from "../../simulator/recording.ts";

const kept = resolve("node_modules/.cache/recorded-history");
/** Histories of other definitions are removed, the oldest first. */
const mostHistories = 3;

/** What makes a history of a recording. */
const makers = ["blocks.ts", "rules.ts", "../../simulator/open-metrics.ts"];

/** The same for the same samples and rules, made by the same code. */
export function historyKey({ times, series }: Recording, rules: readonly (readonly Rule[])[]): string {
  const hash = createHash("sha256").update(JSON.stringify([times, rules]));
  for (const file of makers) hash.update(readFileSync(join(import.meta.dirname, file)));
  for (const { name, labels, type, values } of series) {
    hash.update(JSON.stringify([name, labels, type, values.length]));
    hash.update(Float64Array.from(values, (value) => value ?? Number.NaN));
  }
  return hash.digest("hex").slice(0, 32);
}

/**
 * Fills a folder with a history that an earlier process made, or makes and keeps it: it takes long and never changes.
 * @param make fills an empty folder
 */
export async function fillWithKept(folder: string, key: string, make: (folder: string) => Promise<void>) {
  const place = join(kept, key);
  if (!(await stat(place).catch(() => undefined))) await keep(place, make);
  await cp(place, folder, { recursive: true });
}

async function keep(place: string, make: (folder: string) => Promise<void>): Promise<void> {
  await mkdir(kept, { recursive: true });
  const draft = await mkdtemp(`${place}.draft-`);
  try {
    await make(draft);
    // Two processes make the same: the first one's is kept.
    await rename(draft, place).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  await removeOldest();
}

async function removeOldest(): Promise<void> {
  const names = (await readdir(kept)).filter((name) => !name.includes(".draft-"));
  const aged = await Promise.all(names.map(async (name) => ({ name, at: (await stat(join(kept, name))).mtimeMs })));
  const old = aged.sort((a, b) => b.at - a.at).slice(mostHistories);
  for (const { name } of old) await rm(join(kept, name), { recursive: true, force: true });
}
