// A process that loads a project, and after each save what of it has changed. It stays, so that it is warm; and it is
// a process of its own, so that no definition can hold up or end the server.
import { setImmediate, setTimeout } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import { Command } from "commander";
import { configFile } from "../../model/config.ts";
import type { Model } from "../../model/model.ts";
import { formatProblem } from "../../model/problem.ts";
import type { Import } from "../load/import.ts";
import { loadDashboard, loadModel } from "../load.ts";
import { messageOf } from "../outcome.ts";
import type { Loaded, PrintedProblem } from "./boards.ts";
import { projectModules, type Update } from "./modules.ts";

const defaultScrapeInterval = "15s";
/** The page draws meanwhile: checks would take processors from it. */
const pauseBeforeChecks = 100;

/** For `preview`, which starts it with a channel for messages. */
export default new Command("load-boards").argument("<project>").action((project: string) => startLoading(project));

const tell = (loaded: Loaded | "save noted") => process.send?.(loaded);

function startLoading(project: string): Promise<never> {
  const { importFile, update } = projectModules(project);

  /** Paths that changed and are not yet taken up, by save. The first holds none: all is to be loaded. */
  const saves: string[][] = [[]];
  let isIdle = true;
  let loaded: LoadedBoards = new Map();
  let isChecked = false;
  /** Why the files could not be loaded that checks need beside the boards. */
  let othersTrouble: string | undefined;

  process.on("message", (changed: string[]) => {
    tell("save noted");
    saves.push(changed);
    if (isIdle) void work();
  });
  process.on("disconnect", () => process.exit());
  void work();
  return new Promise(() => {});

  async function work(): Promise<void> {
    isIdle = false;
    while (saves.length > 0) await load(saves.splice(0).flat()).catch((error) => tell({ trouble: messageOf(error) }));
    isIdle = true;
  }

  async function load(changed: readonly string[]): Promise<void> {
    const news = await update(changed);
    if (news.stale.size > 0) await showBoards(news);
    if (isChecked || troublesIn(loaded).length > 0) return;
    await setTimeout(pauseBeforeChecks);
    if (saves.length === 0) await check();
  }

  async function showBoards(news: Update): Promise<void> {
    isChecked = false;
    const before = new Set(boardsIn(loaded));
    loaded = await loadBoards(project, importFile, loaded, news);
    const boards = boardsIn(loaded);
    const troubles = [...troublesIn(loaded), ...(othersTrouble ? [othersTrouble] : [])];
    tell({
      uids: boards.map(({ uid }) => uid),
      boards: boards.filter((board) => !before.has(board)),
      ...(troubles.length > 0 && { trouble: troubles.join("\n") }),
    });
  }

  async function check(): Promise<void> {
    try {
      const model = await loadModel(project, importFile);
      // Most of the machinery is for checks; boards are there before it is read.
      const problems = await findProblems(model, () => saves.length > 0);
      othersTrouble = undefined;
      if (!problems) return;
      tell({ problems, scrapeInterval: scrapeIntervalOf(model) });
    } catch (error) {
      othersTrouble = messageOf(error);
      tell({ trouble: othersTrouble });
    }
    isChecked = true;
  }
}

function scrapeIntervalOf({ datasources }: Model): string {
  const known = datasources.flatMap(({ definition }) => ("raw" in definition ? [] : [definition]));
  const metrics = known.find(({ type }) => type === "prometheus");
  return String(metrics?.settings.timeInterval ?? defaultScrapeInterval);
}

/** A board as it could be loaded last, and why what is saved now cannot be. */
interface LoadedBoard {
  readonly board?: Dashboard | undefined;
  readonly trouble?: string;
}

/** Boards by the files that define them. */
type LoadedBoards = ReadonlyMap<string, LoadedBoard>;

/** Loads boards whose files are stale. A board that is as it was before stays the same object. */
async function loadBoards(
  root: string,
  importFile: Import,
  before: LoadedBoards,
  { dashboards, stale }: Update,
): Promise<LoadedBoards> {
  const loaded = dashboards.map(async (file): Promise<[string, LoadedBoard]> => {
    const old = before.get(file);
    const isCurrent = !stale.has(file) && !stale.has(configFile);
    return [file, old && isCurrent ? old : await loadBoard(root, file, importFile, old?.board)];
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

const boardsIn = (loaded: LoadedBoards): Dashboard[] => [...loaded.values()].flatMap(({ board }) => board ?? []);

/** All that cannot be loaded, each trouble once. */
const troublesIn = (loaded: LoadedBoards): string[] => [
  ...new Set([...loaded.values()].flatMap(({ trouble }) => trouble ?? [])),
];

/**
 * Runs one check after the other, so that a save in the meantime has not to wait for all of them.
 * @param isOutdated whether a later save replaced the model
 * @returns undefined if the model is outdated
 */
async function findProblems(model: Model, isOutdated: () => boolean): Promise<PrintedProblem[] | undefined> {
  // Checks are most of the library's code; boards are shown before it is read.
  const [{ runChecks }, { checks }] = await Promise.all([
    import("../../checks/check.ts"),
    import("../../checks/index.ts"),
  ]);
  const problems: PrintedProblem[] = [];
  for (const check of checks) {
    await setImmediate();
    if (isOutdated()) return undefined;
    const found = runChecks(model, [check]);
    problems.push(
      ...found.map((problem) => ({ file: problem.file, path: problem.path, text: formatProblem(problem) })),
    );
  }
  return problems;
}
