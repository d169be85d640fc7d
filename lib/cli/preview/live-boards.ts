import { fork } from "node:child_process";
import { EventEmitter } from "node:events";
import { realpathSync } from "node:fs";
import { relative } from "node:path";
import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import type { Problem } from "../../model/problem.ts";
import { ownProgram, packageRoot } from "../programs/programs.ts";
import { watchTree } from "../watch.ts";

/** The boards of a project as they are saved. */
export interface LiveBoards {
  /** As they are now; undefined until they are loaded. */
  now(): Boards | undefined;
  /** @returns a function that ends it */
  onChange(listener: (boards: Boards) => void): () => void;
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
    onChange: (listener) => {
      changes.on("change", listener);
      return () => changes.off("change", listener);
    },
    stop: () => {
      watcher.close();
      loader.stop();
    },
  };
}

/** Boards that did not change stay the same objects. */
function merged({ loadError: _, ...before }: Boards, loaded: Loaded): Boards {
  if (!("uids" in loaded)) return { ...before, ...loaded };
  const { uids, boards: changed, ...rest } = loaded;
  const known = new Map([...before.boards, ...changed].map((board) => [board.uid, board]));
  return { ...before, ...rest, boards: uids.flatMap((uid) => known.get(uid) ?? []) };
}

/** A process is replaced after so many saves, so that its memory stays small. */
const mostSaves = 200;
/** A process that does not confirm a save for so long runs a definition that never ends. */
const timeoutMilliseconds = 20_000;

/** What loads a project. */
interface Loader {
  /** @param changed files and folders that may have changed, relative to the project */
  load(changed: readonly string[]): void;
  stop(): void;
}

/**
 * Loads a project in a process that stays, until another one is ready to take its place.
 * @param onLoaded gets everything first, then what changes
 */
function startLoader(project: string, onLoaded: (loaded: Loaded) => void): Loader {
  const library = relative(realpathSync(project), packageRoot);
  const isWorkspace = !library.startsWith("..") && !library.includes("node_modules");
  // What is built from the sources changes after them: the first process that starts again builds it.
  const isSource = (path: string) =>
    path.startsWith(`${library}/`) && !path.startsWith(`${library}/build`) && !path.startsWith(`${library}/page`);
  let successor: LoaderProcess | undefined;
  const start = () => {
    const loader = startProcess(project, (loaded, isSaveLost) => {
      if (loader === successor) {
        current.stop();
        [current, successor] = [loader, undefined];
      }
      onLoaded(loaded);
      if (isSaveLost) renew();
    });
    return loader;
  };
  const renew = () => {
    successor?.stop();
    successor = start();
  };
  let current = start();
  const load = (changed: readonly string[]) => {
    current.load(changed);
    successor?.load(changed);
    const hasOldLibrary = isWorkspace && changed.some(isSource);
    if (hasOldLibrary || (successor ?? current).isSpent()) renew();
  };
  const stop = () => {
    current.stop();
    successor?.stop();
  };
  return { load, stop };
}

interface LoaderProcess extends Loader {
  /** Whether another one should take its place. */
  isSpent(): boolean;
}

/** @param onLoaded gets what is loaded; when the process ends, also whether a save came too late to be loaded */
function startProcess(project: string, onLoaded: (loaded: Loaded, isSaveLost: boolean) => void): LoaderProcess {
  const child = fork(ownProgram, ["load-boards", project], { execArgv: [] });
  let saves = 0;
  let waiting: NodeJS.Timeout | undefined;
  const onExit = (code: number | null, signal: string | null) => {
    const loadError = `The process that loads the definitions has ended (${code ?? signal}); the next save starts it again.`;
    onLoaded({ loadError }, waiting !== undefined);
    clearTimeout(waiting);
  };
  child.on("exit", onExit).on("message", (loaded: Loaded | "save noted") => {
    if (loaded !== "save noted") return onLoaded(loaded, false);
    clearTimeout(waiting);
    waiting = undefined;
  });
  return {
    load: (changed) => {
      saves += 1;
      waiting ??= setTimeout(() => child.kill(), timeoutMilliseconds);
      // One that has ended is noticed by its exit.
      if (child.connected) child.send(changed, () => undefined);
    },
    isSpent: () => saves >= mostSaves || !child.connected,
    stop: () => {
      clearTimeout(waiting);
      child.off("exit", onExit).kill();
    },
  };
}

/** A problem with its line as `check` would print it. */
export interface PrintedProblem extends Pick<Problem, "file" | "path"> {
  readonly text: string;
}

/** What the page shows. The page's own copy of this shape is `Boards` in preview/page/model.ts. */
export interface Boards {
  readonly boards: readonly Dashboard[];
  readonly problems: readonly PrintedProblem[];
  readonly scrapeInterval: string;
  readonly hasLogs: boolean;
  /** Why the saved files cannot be loaded. */
  readonly loadError?: string;
}

/**
 * What the process that loads a project sends after each save: the boards at once, then the problems that the checks
 * found. Either message clears an earlier error.
 */
export type Loaded =
  | {
      /** The uids of all boards, in order. */
      readonly uids: readonly Dashboard["uid"][];
      /** The boards that changed since the last message. */
      readonly boards: readonly Dashboard[];
      readonly loadError?: string;
    }
  | { readonly problems: readonly PrintedProblem[]; readonly scrapeInterval: string }
  | { readonly loadError: string };

/** What is sent to the page: like `Boards`, but only with the boards that the page does not have yet. */
export interface BoardsUpdate extends Boards {
  /** The uids of all boards, in order. */
  readonly uids: readonly Dashboard["uid"][];
}
