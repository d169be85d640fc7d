import { resolve } from "node:path";
import { Command } from "commander";
import { notificationsFor } from "../alerting/routing.ts";
import { snapshotOf } from "../diff/read-files.ts";
import type { RuleFacts, Snapshot } from "../diff/snapshot.ts";
import { durationSeconds } from "../model/duration.ts";
import type { Duration } from "../model/model.ts";
import { type Backtest, backtestLine, differenceLines, episodeLines, episodesOf } from "../testing/backtest.ts";
import { positive, positiveWhole } from "./arguments.ts";
import { addressesOf } from "./http/address.ts";
import { queryRange, type Window } from "./http/query-range.ts";
import { loadModel } from "./load.ts";
import { exitCodes, UserError } from "./outcome.ts";
import { reportPages } from "./pages.ts";
import { snapshotAt } from "./revision.ts";

interface BacktestOptions {
  readonly project: string;
  readonly url?: string;
  readonly range: Duration;
  readonly until?: string;
  readonly base?: string;
  readonly weeks?: number;
  readonly maxPages?: number;
  readonly timeZone: string;
  readonly json: boolean;
}

/** An alert, and how often its group is evaluated, in seconds. */
interface Evaluated {
  readonly rule: RuleFacts;
  readonly every: number;
}

export default new Command("backtest")
  .argument("[alerts...]", "these alerts only")
  .option("--project <dir>", "the folder that holds stack.ts", ".")
  .option("--url <url>", "the Prometheus to query (or PROMETHEUS_URL)")
  .option("--range <duration>", "length of the range", "7d")
  .option("--until <time>", "end of the range, such as 2026-03-01T00:00:00Z; default: now")
  .option("--base <revision>", "list the differences from the rules of this git revision")
  .option(
    "--weeks <number>",
    "count the pages of so many weeks, by team and alert, and say which are noise",
    positiveWhole,
  )
  .option("--max-pages <number>", "with --weeks: exit with 1 if there are more pages a week", positive)
  .option("--time-zone <name>", "with --weeks: where it is night from 22 to 6, such as Europe/Berlin", "UTC")
  .option("--json", "print every episode or page as JSON", false)
  .action(async (alerts: string[], options: BacktestOptions) => {
    const model = await loadModel(resolve(options.project));
    const url = (options.url ?? addressesOf(model.stack).prometheus).replace(/\/+$/, "");
    if (options.weeks !== undefined) {
      const range: Duration = `${options.weeks}w`;
      const test = (of: BacktestOptions) => backtest(snapshotOf(model), alerts, url, of);
      process.exitCode = await reportPages(model, url, { ...options, range }, test);
      return;
    }
    if (options.maxPages !== undefined) throw new UserError("--max-pages: say how much history to read: --weeks 4");
    const test = (snapshot: Snapshot) => backtest(snapshot, alerts, url, options);
    const after = await test(snapshotOf(model));
    const before =
      options.base === undefined ? undefined : await test(await snapshotAt(resolve(options.project), options.base));
    if (after.length === 0 && !before?.length)
      throw new UserError(`no alert is called ${alerts.join(", ")}: see rules/`);
    print(after, before, options);
    process.exitCode = exitCodes.ok;
  });

async function backtest(
  snapshot: Snapshot,
  names: readonly string[],
  url: string,
  options: BacktestOptions,
): Promise<Backtest[]> {
  const found: Backtest[] = [];
  for (const { rule, every } of alertsOf(snapshot, names)) {
    const window = windowOf(options, every);
    const durations = { for: seconds(rule.for), keepFiringFor: seconds(rule.keepFiringFor) };
    const settings = { ...durations, step: window.step, end: window.to };
    const series = await queryRange(url, rule.expr, window);
    const episodes = series.flatMap(({ labels, values }) =>
      episodesOf({ labels, times: values.map(([time]) => time) }, settings),
    );
    found.push({
      alert: rule.name,
      severity: rule.labels.severity ?? "none",
      labels: rule.labels,
      episodes,
      notified: notifiedBy(rule, snapshot, episodes),
    });
  }
  return found;
}

const alertsOf = ({ rules = [] }: Snapshot, names: readonly string[]): Evaluated[] =>
  rules.flatMap(({ every, rules }) =>
    rules
      .filter(({ kind, name }) => kind === "alert" && (names.length === 0 || names.includes(name)))
      .map((rule) => ({ rule, every: seconds(every) })),
  );

const seconds = (duration: string): number => (duration === "" ? 0 : durationSeconds(duration as Duration));

/** A window of whole steps, so that two runs evaluate at the same times. */
function windowOf({ range, until }: BacktestOptions, step: number): Window {
  const end = until === undefined ? Date.now() / 1000 : Date.parse(until) / 1000;
  if (Number.isNaN(end)) throw new UserError(`--until ${until}: is not a time — write it like 2026-03-01T00:00:00Z`);
  const whole = (time: number): number => Math.floor(time / step) * step;
  return { from: whole(end - durationSeconds(range)), to: whole(end), step };
}

/** Every address that the labels of any episode are routed to. */
function notifiedBy(rule: RuleFacts, { alerting }: Snapshot, episodes: Backtest["episodes"]): string[] {
  if (!alerting) return [];
  const addresses = episodes.flatMap(({ labels }) =>
    notificationsFor(alerting, { ...labels, ...rule.labels, alertname: rule.name }).flatMap(
      ({ addresses }) => addresses,
    ),
  );
  return [...new Set(addresses.map(({ channel, to }) => `${channel} ${to}`))];
}

function print(after: readonly Backtest[], before: readonly Backtest[] | undefined, { json }: BacktestOptions): void {
  if (json) process.stdout.write(`${JSON.stringify({ alerts: after, ...(before && { base: before }) })}\n`);
  else for (const line of before ? differenceLines(before, after) : listing(after)) process.stdout.write(`${line}\n`);
}

/** The alerts that would have fired, with their episodes, and their number. */
function listing(tests: readonly Backtest[]): string[] {
  const fired = tests.filter(({ episodes }) => episodes.length > 0);
  return [
    ...fired.flatMap((test) => [backtestLine(test), ...episodeLines(test)]),
    `${fired.length} of ${tests.length} alerts would have fired`,
  ];
}
