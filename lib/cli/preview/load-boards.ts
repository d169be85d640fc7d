import { isDeepStrictEqual } from "node:util";
import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import { configFile } from "../../model/config.ts";
import type { Import } from "../load/import.ts";
import { loadDashboard } from "../load.ts";
import { messageOf } from "../outcome.ts";
import type { Update } from "./modules.ts";

/** A board as it could be loaded last, and why what is saved now cannot be. */
export interface LoadedBoard {
  readonly board?: Dashboard | undefined;
  readonly trouble?: string;
}

/** Boards by the files that define them. */
export type LoadedBoards = ReadonlyMap<string, LoadedBoard>;

/** Loads boards whose files are stale. A board that is as it was before stays the same object. */
export async function loadBoards(
  root: string,
  importFile: Import,
  before: LoadedBoards,
  { dashboards, stale }: Update,
): Promise<LoadedBoards> {
  const loaded = dashboards.map(async (file): Promise<[string, LoadedBoard]> => {
    const old = before.get(file);
    return [
      file,
      old && !stale.has(file) && !stale.has(configFile) ? old : await loadBoard(root, file, importFile, old?.board),
    ];
  });
  return new Map(await Promise.all(loaded));
}

async function loadBoard(root: string, file: string, importFile: Import, old: Dashboard | undefined) {
  try {
    const { json } = await loadDashboard(root, file, importFile);
    return { board: isDeepStrictEqual(old, json) ? old : json };
  } catch (error) {
    return { board: old, trouble: messageOf(error) };
  }
}

export const boardsIn = (loaded: LoadedBoards): Dashboard[] => [...loaded.values()].flatMap(({ board }) => board ?? []);

/** All that cannot be loaded, each trouble once. */
export const troublesIn = (loaded: LoadedBoards): string[] => [
  ...new Set([...loaded.values()].flatMap(({ trouble }) => trouble ?? [])),
];
