import { createHash } from "node:crypto";
import { type Dirent, readdirSync, readFileSync, readlinkSync, type Stats, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";

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
export type States = Readonly<Record<string, State | null>>;

/**
 * Everything that the bundling of files depends on: the files, the settings that esbuild and Node read beside and above
 * them, and the names in their folders, since a new file may be what an import means.
 * @param inputs absolute paths
 * @returns undefined where a setting leads to a file that cannot be found
 */
export function statesOf(root: string, inputs: readonly string[]): States | undefined {
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
export function compareStates(states: States): { readonly wasRead: boolean } | undefined {
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
export function isUnchangedSince(states: States, start: number): boolean {
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
