import { EventEmitter } from "node:events";
import type { Boards, Loaded } from "./boards.ts";
import { startLoader } from "./loaders.ts";
import { watchTree } from "./watch-tree.ts";

/** The boards of a project as they are saved. */
export interface LiveBoards {
  /** As they are now; undefined until they are loaded. */
  now(): Boards | undefined;
  /** @returns a function that ends it */
  onChange(told: (boards: Boards) => void): () => void;
  stop(): void;
}

/** Loads a project's boards, and what of them changes whenever a file is saved. */
export function liveBoards(project: string, hasLogs: boolean): LiveBoards {
  const changes = new EventEmitter();
  let boards: Boards | undefined;
  const watcher = watchTree(project, (changed) => loader.load(changed));
  const loader = startLoader(project, (loaded) => {
    boards = merged(boards ?? { boards: [], problems: [], scrapeInterval: "15s", hasLogs }, loaded);
    changes.emit("change", boards);
  });
  return {
    now: () => boards,
    onChange: (told) => {
      changes.on("change", told);
      return () => changes.off("change", told);
    },
    stop: () => {
      watcher.close();
      loader.stop();
    },
  };
}

/** Boards that did not change stay the same objects. */
function merged({ trouble: _, ...before }: Boards, loaded: Loaded): Boards {
  if (!("uids" in loaded)) return { ...before, ...loaded };
  const { uids, boards: changed, ...rest } = loaded;
  const known = new Map([...before.boards, ...changed].map((board) => [board.uid, board]));
  return { ...before, ...rest, boards: uids.flatMap((uid) => known.get(uid) ?? []) };
}
