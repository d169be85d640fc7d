import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { environmentVariable } from "../lib/cli/env.ts";
import { loadModel } from "../lib/cli/load.ts";
import { UserError } from "../lib/cli/outcome.ts";
import { writeHistory } from "../scripts/backfill/history.ts";
import { startPrometheus } from "../scripts/servers/prometheus.ts";
import { recordScenario } from "../simulator/recording.ts";
import { defineBenchmark } from "./bench.ts";
import type { Board } from "./cost/board.ts";
import { costHeader, costLine, gaps, largestQuery, pairHeader, pairLines, shared } from "./cost/report.ts";
import { Server } from "./cost/server.ts";
import { selectorsOf, type View, view } from "./cost/view.ts";

const hour = 3600;
const hours = 6;
const end = Math.floor(Date.now() / 60_000) * 60 - 2 * hour;
const begin = end - hours * hour;
const scrapeInterval = 30;
/** Boards that read fewer of the same metrics answer different questions. */
const leastShared = 3;
/** On 1280 pixels. */
const screen = { range: hours * hour, points: 360, scrapeInterval };

export default defineBenchmark({
  name: "cost",
  question:
    `What does one view of each board over ${hours} hours cost Prometheus, with all clusters and instances? ` +
    "(COST_BOARDS=FOLDER compares them with other dashboards for Grafana, JSON files)",
  run: async () => {
    const others = await boardsIn(environmentVariable("COST_BOARDS"));
    const model = await loadModel(process.cwd());
    const storage = await mkdtemp(join(tmpdir(), "cost-"));
    const recording = recordScenario(undefined, [{ from: begin - 2 * hour, to: end, step: scrapeInterval }]);
    await writeHistory(storage, model, { recording, evaluated: [{ from: begin, to: end }], firing: [] });
    const flags = ["--storage.tsdb.retention.time=10y"];
    const prometheus = await startPrometheus({ config: { text: "" }, storage, flags });
    try {
      const server = new Server(prometheus.url, { begin, end });
      const rules = model.rules.flatMap(({ definition }) => definition.rules);
      const open = async (boards: ReadonlyMap<string, Board>) => {
        const views: View[] = [];
        for (const [name, board] of boards) views.push(await view(name, board, { server, screen, rules }));
        return views;
      };
      const ours = await open(new Map(model.dashboards.map(({ name, json }) => [name, json as unknown as Board])));
      const theirs = await open(others);
      const lines = [`${recording.series.length} scraped series, a sample each ${scrapeInterval} s`, costHeader];
      for (const one of [...ours, ...theirs])
        lines.push(costLine(one, await server.seriesOf(selectorsOf(one.queries))));
      lines.push("", ...[...ours, ...theirs].map(largestQuery), ...[...ours, ...theirs].flatMap(gaps));
      if (theirs.length === 0) return lines;
      lines.push("", pairHeader, ...closest(ours, theirs).flatMap(([mine, other]) => pairLines(mine, other)));
      return lines;
    } finally {
      await prometheus.stop();
      await rm(storage, { recursive: true, force: true });
    }
  },
});

/** The boards of a folder, by the names of their files. @throws UserError where it cannot be read */
async function boardsIn(folder: string | undefined): Promise<Map<string, Board>> {
  const boards = new Map<string, Board>();
  if (folder === undefined) return boards;
  const files = await readdir(folder).catch((error: Error) => {
    throw new UserError(`COST_BOARDS: ${error.message} — name a folder with dashboards`);
  });
  for (const file of files.filter((name) => name.endsWith(".json")).sort()) {
    const board = readBoard(await readFile(join(folder, file), "utf8"));
    if (!board) throw new UserError(`${join(folder, file)}: is no dashboard for Grafana — remove it from COST_BOARDS`);
    boards.set(basename(file, ".json"), board);
  }
  if (boards.size === 0) throw new UserError(`COST_BOARDS: ${folder} has no JSON file — put dashboards there`);
  return boards;
}

function readBoard(text: string): Board | undefined {
  try {
    const board = JSON.parse(text) as Board | null;
    return Array.isArray(board?.panels) || Array.isArray(board?.rows) ? (board ?? undefined) : undefined;
  } catch {
    return undefined;
  }
}

/** Each board of theirs with the one of ours that reads the most metrics which it reads too, and each of ours likewise. */
function closest(ours: readonly View[], theirs: readonly View[]): [View, View][] {
  const best = (view: View, among: readonly View[]) =>
    among.reduce((a, b) => (shared(view, b).length > shared(view, a).length ? b : a));
  return ours.flatMap((mine) =>
    theirs
      .filter(
        (other) =>
          (best(mine, theirs) === other || best(other, ours) === mine) && shared(mine, other).length >= leastShared,
      )
      .map((other): [View, View] => [mine, other]),
  );
}
