import { resolve } from "node:path";
import { Command } from "commander";
import { notificationsFor } from "../alerting/routing.ts";
import { type RuleFacts, type Snapshot, snapshotOf } from "../diff/snapshot.ts";
import { durationSeconds } from "../model/duration.ts";
import type { Duration, Model } from "../model/model.ts";
import { metricsReadBy, rulesReadBy } from "../promql/dependencies.ts";
import { type Backtest, backtestLine, differenceLines, episodeLines, episodesOf } from "../testing/backtest.ts";
import { alertRows, classify, noiseLines, type PagesReport, pagesOf, reportOf, teamRows } from "../testing/pages.ts";
import { positive, positiveWhole } from "./arguments.ts";
import { requestJson } from "./http/client.ts";
import { queryRange, type Window } from "./http/samples.ts";
import { addressesOf } from "./http/server.ts";
import { loadModel } from "./load.ts";
import { exitCodes, fitToShow, UserError } from "./outcome.ts";
import { snapshotAt } from "./revision.ts";
import { table } from "./stack/compose.ts";

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
  else
    for (const line of before ? differenceLines(before, after) : listing(after))
      process.stdout.write(fitToShow(`${line}\n`));
}

/** The alerts that would have fired, with their episodes, and their number. */
function listing(tests: readonly Backtest[]): string[] {
  const fired = tests.filter(({ episodes }) => episodes.length > 0);
  return [
    ...fired.flatMap((test) => [backtestLine(test), ...episodeLines(test)]),
    `${fired.length} of ${tests.length} alerts would have fired`,
  ];
}

interface PagesOptions {
  readonly range: Duration;
  readonly until?: string;
  readonly maxPages?: number;
  readonly timeZone: string;
  readonly json: boolean;
}

const hour = 3600;
const week = 7 * 24 * hour;
/** A page that is over sooner could not be answered. */
const short = 10 * 60;

/**
 * Prints how many pages a week the rules would have made, and which are noise.
 * @returns 1 over `maxPages`, 4 if some alerts could not be evaluated, else 0
 * @throws UserError if there is less than a week of history: nothing can be said about pages a week
 */
async function reportPages<O extends PagesOptions>(
  model: Model,
  url: string,
  options: O,
  test: (options: O) => Promise<readonly Backtest[]>,
): Promise<number> {
  if (!model.alerting) throw new UserError("This project defines no alerting: add alerting/alertmanager.ts.");
  if (!isTimeZone(options.timeZone))
    throw new UserError(`--time-zone ${options.timeZone}: is unknown — write it like Europe/Berlin`);
  const end = options.until === undefined ? Date.now() / 1000 : Date.parse(options.until) / 1000;
  const from = end - durationSeconds(options.range);
  const weeks = await weeksOfHistory(url, from, end);
  const alerting = model.alerting.definition;
  const respondWithin = durationSeconds(alerting.severities.critical.respondWithin);
  const pages = pagesOf(await test(options), alerting, { from: Math.floor(from), to: Math.floor(end) }, respondWithin);
  const classified = classify(pages, { short, night: [22, 6], timeZone: options.timeZone });
  const teams = new Map(Object.values(model.teams).map(({ title, pagerdutyKeyFile }) => [pagerdutyKeyFile, title]));
  const report = reportOf(
    classified,
    weeks,
    (rings) => teams.get(rings) ?? rings,
    await notEvaluated(model, url, from, end),
  );
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : fitToShow(textOf(report, options.maxPages)));
  if (options.maxPages !== undefined && report.perWeek > options.maxPages) return exitCodes.problems;
  return report.notEvaluated.length > 0 ? exitCodes.partial : exitCodes.ok;
}

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: name }));
  } catch {
    return false;
  }
}

/** The hours in which anything was scraped, as weeks. */
async function weeksOfHistory(url: string, from: number, to: number): Promise<number> {
  const step = hour;
  const window = { from: Math.ceil(from / step) * step, to: Math.floor(to / step) * step, step };
  const [hours] = await queryRange(url, "count(count_over_time(up[1h]))", window);
  const weeks = Math.min(((hours?.values.length ?? 0) * hour) / week, (to - from) / week);
  if (weeks < 0.99)
    throw new UserError(
      `${url} has ${Math.round((weeks * week) / hour)} hours of history in this range: a week is needed to count pages a week`,
    );
  return Math.round(weeks * 10) / 10;
}

/** Alerts that read a recorded series which is not there, although what it is recorded from is. */
async function notEvaluated({ rules }: Model, url: string, from: number, to: number): Promise<string[]> {
  const query = new URLSearchParams({ start: `${from}`, end: `${to}` });
  const { data } = await requestJson<{ data: string[] }>(`${url}/api/v1/label/__name__/values?${query}`, {
    data: ["text"],
  });
  const known = new Set(data);
  const all = rules.flatMap(({ definition }) => definition.rules);
  const recorded = new Set(all.flatMap((rule) => ("record" in rule ? [rule.record] : [])));
  const isMissing = (name: string): boolean => recorded.has(name) && !known.has(name);
  const blind = all.filter((rule) => {
    if (!("alert" in rule) || !metricsReadBy(rule).some(isMissing)) return false;
    const sources = rulesReadBy([rule], all).flatMap(metricsReadBy);
    return sources.some((name) => known.has(name));
  });
  return [...new Set(blind.flatMap((rule) => ("alert" in rule ? [rule.alert] : [])))].sort();
}

function textOf(report: PagesReport, maxPages: number | undefined): string {
  const { weeks, pages, perWeek } = report;
  const limit =
    maxPages === undefined
      ? ""
      : perWeek > maxPages
        ? `, over the limit of ${maxPages}`
        : `, within the limit of ${maxPages}`;
  const parts = [
    pages.length > 0 && table(["TEAM", "PAGES", "A WEEK"], teamRows(report)),
    pages.length > 0 && table(["ALERT", "PAGES", "A WEEK", "SHORT", "AT NIGHT", "REPEATED"], alertRows(report)),
    lines(noiseLines(report)),
    report.notEvaluated.length > 0 &&
      lines([
        `Not evaluated, since this Prometheus does not record what they read: ${report.notEvaluated.join(", ")}.`,
        "Record it first: `promtool tsdb create-blocks-from rules`, with dist/prometheus/rules/*.yml.",
      ]),
    `${pages.length} pages in ${weeks} weeks: ${perWeek} a week${limit}\n`,
  ];
  return parts.filter((part) => part !== false && part !== "").join("\n");
}

const lines = (all: readonly string[]): string => all.map((line) => `${line}\n`).join("");
