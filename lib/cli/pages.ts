import { durationSeconds } from "../model/duration.ts";
import type { Duration, Model } from "../model/model.ts";
import { metricsReadBy, rulesReadBy } from "../promql/dependencies.ts";
import type { Backtest } from "../testing/backtest.ts";
import { alertRows, classify, noiseLines, type PagesReport, pagesOf, reportOf, teamRows } from "../testing/pages.ts";
import { requestJson } from "./http/client.ts";
import { queryRange } from "./http/query-range.ts";
import { exitCodes, UserError } from "./outcome.ts";
import { table } from "./stack/compose.ts";

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
export async function reportPages<O extends PagesOptions>(
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
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : textOf(report, options.maxPages));
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
  const { data } = await requestJson<{ data: string[] }>(`${url}/api/v1/label/__name__/values?${query}`);
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
