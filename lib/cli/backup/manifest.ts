import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { lstat, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { pathIn } from "../folders.ts";
import { messageOf, UserError } from "../outcome.ts";

/** The parts of a backup, in the order in which they are restored. */
export const partNames = ["alertmanager", "grafana", "prometheus"] as const;
export type PartName = (typeof partNames)[number];

/** What a backup contains, so that a broken one is recognized before anything is restored from it. */
interface Manifest {
  readonly version: 1;
  /** ISO 8601. */
  readonly created: string;
  readonly parts: readonly PartName[];
  /** Every other file of the backup: its path with `/`, and its SHA-256 in hexadecimal digits. */
  readonly files: Readonly<Record<string, string>>;
}

const manifestName = "backup.json";

/** Lists the files of a finished backup in its manifest. */
export async function writeManifest(folder: string, parts: readonly PartName[]): Promise<void> {
  const files: Record<string, string> = {};
  for (const path of await filesIn(folder)) files[path] = await digestOf(join(folder, path));
  const manifest: Manifest = { version: 1, created: new Date().toISOString(), parts, files };
  await writeFile(join(folder, manifestName), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** A backup whose files are all there and unchanged. */
export interface Backup {
  readonly folder: string;
  readonly parts: ReadonlySet<string>;
  /** Paths of files, with `/`. */
  readonly files: readonly string[];
  /** Reads one of its files as JSON. @throws UserError */
  readJson(path: string): Promise<unknown>;
}

/** @throws UserError where there is none, or where a file is missing, changed, a link or not listed */
export async function openBackup(folder: string): Promise<Backup> {
  const file = join(folder, manifestName);
  const text = await readFile(file, "utf8").catch(() => {
    throw new UserError(`${file}: cannot be read — name the folder of a finished backup`);
  });
  const { parts, files } = parseManifest(file, text);
  for (const [path, digest] of Object.entries(files)) {
    const place = await pathIn(folder, path);
    const stats = await lstat(place).catch(() => undefined);
    if (!stats?.isFile()) throw broken(folder, `${path} is ${stats ? "no plain file" : "missing"}`);
    if ((await digestOf(place)) !== digest) throw broken(folder, `${path} was changed, or is incomplete`);
  }
  const unlisted = (await filesIn(folder)).find((path) => path !== manifestName && !Object.hasOwn(files, path));
  if (unlisted !== undefined) throw broken(folder, `${manifestName} does not list ${unlisted}`);
  const readJson = async (path: string) => {
    const place = await pathIn(folder, path);
    try {
      return JSON.parse(await readFile(place, "utf8"));
    } catch (error) {
      throw broken(folder, `${path}: ${messageOf(error)}`);
    }
  };
  return { folder, parts: new Set(parts), files: Object.keys(files), readJson };
}

export const broken = (folder: string, reason: string): UserError =>
  new UserError(`${folder}: the backup is broken: ${reason} — nothing was restored; take another one`);

function parseManifest(file: string, text: string): Manifest {
  const refuse = (reason: string) => new UserError(`${file}: ${reason} — nothing was restored; take another one`);
  let manifest: Partial<Manifest> | null;
  try {
    manifest = JSON.parse(text) as Partial<Manifest> | null;
  } catch (error) {
    throw refuse(messageOf(error));
  }
  if (manifest?.version !== 1) throw refuse("is of another version than 1");
  const { parts, files } = manifest;
  const areParts = Array.isArray(parts) && parts.every((part) => partNames.includes(part));
  const areFiles = typeof files === "object" && Object.values(files ?? {}).every((one) => typeof one === "string");
  if (!areParts || !areFiles) throw refuse("is not a list of parts and files");
  return manifest as Manifest;
}

/** Every file below a folder, links too. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => !entry.isDirectory());
  return files.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).sort();
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}
