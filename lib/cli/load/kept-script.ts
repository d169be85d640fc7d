// The script that a project's files were bundled to is kept in node_modules/.cache, so that the next command neither
// starts esbuild nor compiles anything. It is used only where it would be made again as it is.

import { createHash } from "node:crypto";
import {
  type Dirent,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { importAgain, type Modules, type PackageImport } from "./packages.ts";

/** Files of a project as one script. */
export interface DefinitionScript {
  readonly code: string;
  /** The source map, as JSON. */
  readonly map: () => string;
  /** The files that it is made of, relative to the project. */
  readonly inputs: readonly string[];
  readonly modules: Modules;
  readonly imports: readonly PackageImport[];
  /** What V8 compiled of it in an earlier run. */
  readonly compiled?: Buffer;
}

interface Index {
  readonly inputs: readonly string[];
  readonly imports: readonly PackageImport[];
  readonly states: States;
  /** Bytes of the code, of the map and of what V8 compiled. */
  readonly lengths: readonly [number, number, number];
}

/** A file that was not written to its end lacks it. */
const end = Buffer.from("\nend");
/** Files of projects that nobody builds any more are removed. */
const mostFiles = 30;

/** The script that was kept for these files, if it is still what they would be bundled to. */
export async function keptScript(root: string, files: readonly string[]): Promise<DefinitionScript | undefined> {
  try {
    const data = readFileSync(placeOf(root, files));
    if (!data.subarray(-end.length).equals(end)) return undefined;
    const start = data.indexOf("\n") + 1;
    const { inputs, imports, states, lengths } = JSON.parse(data.subarray(0, start).toString()) as Index;
    const same = compareStates(states);
    const modules = same && (await importAgain(imports));
    if (!modules) return undefined;
    const [codeEnd, mapEnd] = [start + lengths[0], start + lengths[0] + lengths[1]];
    return {
      code: data.subarray(start, codeEnd).toString(),
      map: () => data.subarray(codeEnd, mapEnd).toString(),
      inputs,
      modules,
      imports,
      // Kept anew with the new times, so that the next command need not read the files.
      ...(!same.wasRead && { compiled: data.subarray(mapEnd, mapEnd + lengths[2]) }),
    };
  } catch {
    return undefined;
  }
}

/**
 * Keeps a script for the next command. Where it cannot be kept, all works without.
 * @param start when its files began to be read, in milliseconds since 1970
 */
export function keepScript(
  root: string,
  files: readonly string[],
  script: DefinitionScript,
  compiled: Buffer,
  start: number,
): void {
  const { code, map, inputs, imports } = script;
  let states: States | undefined;
  try {
    states = statesOf(
      root,
      inputs.map((input) => join(root, input)),
    );
  } catch {}
  if (!states || !isUnchangedSince(states, start)) return;
  const parts = [Buffer.from(code), Buffer.from(map()), compiled];
  const lengths = parts.map(({ length }) => length) as unknown as Index["lengths"];
  const index: Index = { inputs, imports, states, lengths };
  keepFile(root, placeOf(root, files), Buffer.concat([Buffer.from(`${JSON.stringify(index)}\n`), ...parts, end]));
}

/** Where a project's commands keep what the next one can use. */
export const cacheFolder = (root: string): string => join(root, "node_modules/.cache/bigdata-monitoring");

/** Writes a file of the cache as a whole, unless there is no place for it. */
export function keepFile(root: string, file: string, contents: string | Buffer): void {
  const folder = cacheFolder(root);
  const draft = `${file}.${process.pid}.draft`;
  try {
    if (!statSync(join(root, "node_modules")).isDirectory()) return;
    mkdirSync(folder, { recursive: true });
    writeFileSync(draft, contents);
    renameSync(draft, file);
    removeOldest(folder);
  } catch {
    try {
      rmSync(draft, { force: true });
    } catch {}
  }
}

/** Another version of Node, esbuild or this library may make another script of the same files. */
function placeOf(root: string, files: readonly string[]): string {
  const { mtimeMs, size } = statSync(createRequire(import.meta.url).resolve("esbuild/package.json"));
  const all = [root, process.version, process.arch, import.meta.url, mtimeMs, size, ...files];
  return join(cacheFolder(root), createHash("sha256").update(all.join("\n")).digest("hex").slice(0, 32));
}

function removeOldest(folder: string): void {
  const files = readdirSync(folder).map((name) => join(folder, name));
  const times = new Map(files.map((file) => [file, statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0]));
  const oldest = files.sort((a, b) => (times.get(b) ?? 0) - (times.get(a) ?? 0)).slice(mostFiles);
  for (const file of oldest) rmSync(file, { force: true });
}

/** How a file or folder was when a script was made of it: its size and times, and a hash of what it held. */
interface State {
  readonly size: number;
  readonly modified: number;
  /** Time of the last change of content or owner, which no program can set. */
  readonly changed: number;
  readonly inode: number;
  readonly hash: string;
}

/** States by path; null where nothing is there, which a file may change later. */
type States = Readonly<Record<string, State | null>>;

/**
 * Everything that the bundling of files depends on: the files, the settings that esbuild and Node read beside and above
 * them, and the names in their folders, since a new file may be what an import means.
 * @param inputs absolute paths
 * @returns undefined where a setting leads to a file that cannot be found
 */
function statesOf(root: string, inputs: readonly string[]): States | undefined {
  const folders = new Set<string>();
  for (const input of inputs)
    for (let folder = dirname(input); !folders.has(folder); folder = dirname(folder)) folders.add(folder);
  const own = [...folders].filter((folder) => folder === root || folder.startsWith(`${root}/`));
  const besides = inputs.map(dirname).filter((folder) => !own.includes(folder));
  const settings = [...folders].flatMap((folder) => [join(folder, "package.json"), join(folder, "tsconfig.json")]);
  const extended = extendedBy(settings.filter((file) => file.endsWith("tsconfig.json")));
  if (!extended) return undefined;
  const paths = new Set([...inputs, ...own, ...besides, ...settings, ...extended]);
  return Object.fromEntries([...paths].map((path) => [path, stateOf(path)]));
}

/**
 * Whether everything is as it was. Where only times differ, contents decide.
 * @returns undefined where something differs, else whether contents had to decide
 */
function compareStates(states: States): { readonly wasRead: boolean } | undefined {
  let wasRead = false;
  for (const [path, state] of Object.entries(states)) {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (!stats && !state) continue;
    if (!stats || !state) return undefined;
    const { size, mtimeMs, ctimeMs, ino } = stats;
    if (mtimeMs === state.modified && ctimeMs === state.changed && size === state.size && ino === state.inode) continue;
    if (contentOf(path, stats) !== state.hash) return undefined;
    wasRead = true;
  }
  return { wasRead };
}

/** Whether nothing changed shortly before a time or later: then what was read after it is what is there now. */
function isUnchangedSince(states: States, start: number): boolean {
  return Object.values(states).every((state) => {
    const last = Math.max(state?.modified ?? 0, state?.changed ?? 0);
    // Some file systems keep whole seconds.
    return last < start - (last % 1000 === 0 ? 2000 : 100);
  });
}

function stateOf(path: string): State | null {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) return null;
  const { size, mtimeMs: modified, ctimeMs: changed, ino: inode } = stats;
  return { size, modified, changed, inode, hash: contentOf(path, stats) };
}

const contentOf = (path: string, stats: Stats): string =>
  createHash("sha256")
    .update(stats.isDirectory() ? namesIn(path) : readFileSync(path))
    .digest("base64");

const namesIn = (folder: string): string =>
  readdirSync(folder, { withFileTypes: true })
    .map((entry: Dirent) => `${entry.name} ${entry.isSymbolicLink() ? readlinkSync(join(folder, entry.name)) : ""}`)
    .sort()
    .join("\n");

/** The files that settings of TypeScript extend. */
function extendedBy(files: readonly string[]): string[] | undefined {
  const found: string[] = [];
  for (const file of files) {
    const text = statSync(file, { throwIfNoEntry: false }) ? readFileSync(file, "utf8") : "";
    const [, value = ""] = /"extends"\s*:\s*("[^"]*"|\[[^\]]*\])/.exec(text) ?? [];
    const targets = [...value.matchAll(/"([^"]*)"/g)].map(([, target = ""]) => resolveSettings(target, dirname(file)));
    for (const target of targets) {
      if (target === undefined) return undefined;
      const further = found.includes(target) ? [] : extendedBy([target]);
      if (!further) return undefined;
      found.push(target, ...further);
    }
  }
  return found;
}

function resolveSettings(target: string, from: string): string | undefined {
  const { resolve: find } = createRequire(join(from, "from.js"));
  const candidates = /^[./]/.test(target)
    ? [resolve(from, target), `${resolve(from, target)}.json`]
    : [() => find(target), () => find(`${target}.json`), () => find(`${target}/tsconfig.json`)];
  for (const candidate of candidates)
    try {
      const path = typeof candidate === "string" ? candidate : candidate();
      if (statSync(path).isFile()) return path;
    } catch {}
  return undefined;
}
