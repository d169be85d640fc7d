import { type ChildProcess, fork } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { watch } from "node:fs";
import { createRequire } from "node:module";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Boards, Loaded } from "./boards.ts";

/** Editors save in bursts. */
const quietMilliseconds = 20;
const here = fileURLToPath(import.meta.url);
const loader = fileURLToPath(new URL(`./loader${extname(here)}`, import.meta.url));
const tsx = createRequire(here).resolve("tsx");
const defined = /^(?:[\w-]+|(?:dashboards|lib|metrics|rules|datasources|alerting|logs)\/.*)\.ts$/;

/** The boards of a project as they are saved. */
export interface LiveBoards {
  /** As they are now. */
  now(): Boards;
  /** @returns a function that ends it */
  onChange(told: (boards: Boards) => void): () => void;
  stop(): void;
}

/** Loads a project's boards, and again whenever a definition is saved. Resolves when all is loaded once. */
export async function liveBoards(project: string, hasLogs: boolean): Promise<LiveBoards> {
  const changes = new EventEmitter();
  let boards: Boards = { boards: [], problems: [], scrapeInterval: "15s", hasLogs };
  let spare = startLoader();
  let busy: ChildProcess | undefined;
  const load = () => {
    busy?.kill();
    busy = spare;
    spare = startLoader();
    busy.on("message", (loaded: Loaded) => {
      const { trouble: _, ...before } = boards;
      boards = { ...before, ...loaded };
      changes.emit("change", boards);
    });
    busy.send(project);
    return once(busy, "exit");
  };
  const watcher = watchDefinitions(project, (machinery) => {
    if (machinery) {
      // It has the old machinery in memory.
      spare.kill();
      spare = startLoader();
    }
    load();
  });
  await load();
  return {
    now: () => boards,
    onChange: (told) => {
      changes.on("change", told);
      return () => changes.off("change", told);
    },
    stop: () => {
      watcher.close();
      for (const child of [spare, busy]) child?.kill();
    },
  };
}

const startLoader = (): ChildProcess => fork(loader, { execArgv: ["--import", tsx] });

/** @param told whether something changed of what a waiting loader has imported already */
function watchDefinitions(project: string, told: (machinery: boolean) => void) {
  let timer: NodeJS.Timeout | undefined;
  let machinery = false;
  return watch(project, { recursive: true }, (_, file) => {
    if (!file || !defined.test(file)) return;
    machinery ||= file.startsWith("lib/");
    clearTimeout(timer);
    timer = setTimeout(() => {
      told(machinery);
      machinery = false;
    }, quietMilliseconds);
  });
}
