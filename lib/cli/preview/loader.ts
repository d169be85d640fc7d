// A process that loads a project, and after each save the files that changed. It keeps running, because a new process is
// slow at first. It is a process of its own, so that no definition can block or end the server.
import { setImmediate, setTimeout } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import { Command } from "commander";
import { configFile } from "../../model/config.ts";
import type { Model } from "../../model/model.ts";
import { formatProblem } from "../../model/problem.ts";
import { type Bundle, bundle, type Import } from "../load/bundle.ts";
import { dashboardFiles, loadDashboard, loadModel, otherFiles } from "../load.ts";
import { messageOf } from "../outcome.ts";
import type { Loaded, PrintedProblem } from "./live-boards.ts";

const defaultScrapeInterval = "15s";
/** The page draws meanwhile: checks would take processors from it. */
const pauseBeforeChecks = 100;

/** For `preview`, which starts it with a channel for messages. */
export const loadBoardsCommand = new Command("load-boards")
  .argument("<project>")
  .action((project: string) => startLoading(project));

const send = (loaded: Loaded | "save noted") => process.send?.(loaded);

function startLoading(project: string): Promise<never> {
  const { importFile, update } = projectModules(project);

  /** Changed paths that are not loaded yet, by save. The first save has none: everything is loaded. */
  const saves: string[][] = [[]];
  let isIdle = true;
  let loaded: LoadedBoards = new Map();
  let isChecked = false;
  /** Why the other files, which only checks need, could not be loaded. */
  let otherError: string | undefined;

  process.on("message", (changed: string[]) => {
    send("save noted");
    saves.push(changed);
    if (isIdle) void work();
  });
  process.on("disconnect", () => process.exit());
  void work();
  return new Promise(() => {});

  async function work(): Promise<void> {
    isIdle = false;
    while (saves.length > 0) await load(saves.splice(0).flat()).catch((error) => send({ loadError: messageOf(error) }));
    isIdle = true;
  }

  async function load(changed: readonly string[]): Promise<void> {
    const news = await update(changed);
    const isAnyGone = [...loaded.keys()].some((file) => !news.dashboards.includes(file));
    if (news.stale.size > 0 || isAnyGone) await showBoards(news);
    if (isChecked || errorsIn(loaded).length > 0) return;
    await setTimeout(pauseBeforeChecks);
    if (saves.length === 0) await check();
  }

  async function showBoards(news: Update): Promise<void> {
    isChecked = false;
    const before = new Set(boardsIn(loaded));
    loaded = await loadBoards(project, importFile, loaded, news);
    const boards = boardsIn(loaded);
    const errors = [...errorsIn(loaded), ...(otherError ? [otherError] : [])];
    send({
      uids: boards.map(({ uid }) => uid),
      boards: boards.filter((board) => !before.has(board)),
      ...(errors.length > 0 && { loadError: errors.join("\n") }),
    });
  }

  async function check(): Promise<void> {
    try {
      const model = await loadModel(project, importFile);
      // Most of the machinery is for checks; boards are there before it is read.
      const problems = await findProblems(model, () => saves.length > 0);
      otherError = undefined;
      if (!problems) return;
      send({ problems, scrapeInterval: scrapeIntervalOf(model) });
    } catch (error) {
      otherError = messageOf(error);
      send({ loadError: otherError });
    }
    isChecked = true;
  }
}

function scrapeIntervalOf({ datasources }: Model): string {
  const known = datasources.flatMap(({ definition }) => ("raw" in definition ? [] : [definition]));
  const metrics = known.find(({ type }) => type === "prometheus");
  return String(metrics?.settings.timeInterval ?? defaultScrapeInterval);
}

/** A board as it was last loaded, and why the saved file cannot be loaded. */
interface LoadedBoard {
  readonly board?: Dashboard | undefined;
  readonly error?: string;
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
    return { board: old, error: messageOf(error) };
  }
}

const boardsIn = (loaded: LoadedBoards): Dashboard[] => [...loaded.values()].flatMap(({ board }) => board ?? []);

/** The errors of all boards that cannot be loaded, each once. */
const errorsIn = (loaded: LoadedBoards): string[] => [
  ...new Set([...loaded.values()].flatMap(({ error }) => error ?? [])),
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

/** A project's files, imported again only when something that they are made of has changed. */
interface Modules {
  readonly importFile: Import;
  /** Marks files and folders as changed. Paths are relative to the project. */
  update(changed: readonly string[]): Promise<Update>;
}

interface Update {
  /** The files of all dashboards. */
  readonly dashboards: readonly string[];
  /** Those files that are read again when they are imported next. */
  readonly stale: ReadonlySet<string>;
}

/** Each dashboard is a script of its own, so that a save reads one of them; all other files are one together. */
function projectModules(root: string): Modules {
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
