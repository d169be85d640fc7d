import { configFile } from "../../model/config.ts";
import { type Bundle, bundle } from "../load/bundle.ts";
import type { Import } from "../load/import.ts";
import { dashboardFiles, otherFiles } from "../load.ts";

/** A project's files, imported again only when something that they are made of has changed. */
export interface Modules {
  readonly importFile: Import;
  /** Takes note of files and folders that may have changed since. Paths are relative to the project. */
  update(changed: readonly string[]): Promise<Update>;
}

export interface Update {
  /** The files of all dashboards. */
  readonly dashboards: readonly string[];
  /** Those files that are read again when they are imported next. */
  readonly stale: ReadonlySet<string>;
}

/** Each dashboard is a script of its own, so that a save reads one of them; all other files are one together. */
export function projectModules(root: string): Modules {
  let bundles = new Map<string, Promise<Bundle>>();
  let groups: readonly (readonly string[])[] = [];
  const importFile: Import = async (_, file) => {
    const group = groups.find((files) => files.includes(file)) ?? [file];
    const key = keyOf(group);
    const made = bundles.get(key) ?? bundle(root, group);
    bundles.set(key, made);
    return (await made).load(file);
  };
  const update = async (changed: readonly string[]) => {
    const [dashboards, others] = await Promise.all([dashboardFiles(root), otherFiles(root)]);
    // Every dashboard depends on the configuration, and on no other of these files.
    const single = [...dashboards, ...others.filter((file) => file === configFile)];
    groups = [...single.map((file) => [file]), others.filter((file) => file !== configFile)];
    const kept = new Map<string, Promise<Bundle>>();
    const stale: string[] = [];
    for (const group of groups) {
      const made = bundles.get(keyOf(group));
      if (made && (await isStillGood(made, changed))) kept.set(keyOf(group), made);
      else stale.push(...group);
    }
    bundles = kept;
    return { dashboards, stale: new Set(stale) };
  };
  return { importFile, update };
}

const keyOf = (group: readonly string[]): string => group.join("\n");

/** False for one that could not be made, or of which something has changed. */
async function isStillGood(made: Promise<Bundle>, changed: readonly string[]): Promise<boolean> {
  const before = await made.catch(() => undefined);
  return before !== undefined && !changed.some((path) => before.contains(path));
}
