// The script that a project's files were bundled to is kept in node_modules/.cache, so that the next command neither
// starts esbuild nor compiles anything. It is used only where it would be made again as it is.

import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { importAgain, type Modules, type PackageImport } from "./packages.ts";
import { compareStates, isUnchangedSince, type States, statesOf } from "./source-files.ts";

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
    const data = readFileSync(placeOf(root, files).file);
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
  const { folder, file } = placeOf(root, files);
  const draft = `${file}.${process.pid}.draft`;
  try {
    if (!statSync(join(root, "node_modules")).isDirectory()) return;
    const { code, map, inputs, imports } = script;
    const states = statesOf(
      root,
      inputs.map((input) => join(root, input)),
    );
    if (!states || !isUnchangedSince(states, start)) return;
    const parts = [Buffer.from(code), Buffer.from(map()), compiled];
    const lengths = parts.map(({ length }) => length) as unknown as Index["lengths"];
    const index: Index = { inputs, imports, states, lengths };
    mkdirSync(folder, { recursive: true });
    writeFileSync(draft, Buffer.concat([Buffer.from(`${JSON.stringify(index)}\n`), ...parts, end]));
    renameSync(draft, file);
    removeOldest(folder);
  } catch {
    try {
      rmSync(draft, { force: true });
    } catch {}
  }
}

/** Another version of Node, esbuild or this library may make another script of the same files. */
function placeOf(root: string, files: readonly string[]): { folder: string; file: string } {
  const { mtimeMs, size } = statSync(createRequire(import.meta.url).resolve("esbuild/package.json"));
  const all = [root, process.version, process.arch, import.meta.url, mtimeMs, size, ...files];
  const folder = join(root, "node_modules/.cache/bigdata-monitoring");
  return { folder, file: join(folder, createHash("sha256").update(all.join("\n")).digest("hex").slice(0, 32)) };
}

function removeOldest(folder: string): void {
  const files = readdirSync(folder).map((name) => join(folder, name));
  const times = new Map(files.map((file) => [file, statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0]));
  const oldest = files.sort((a, b) => (times.get(b) ?? 0) - (times.get(a) ?? 0)).slice(mostFiles);
  for (const file of oldest) rmSync(file, { force: true });
}
