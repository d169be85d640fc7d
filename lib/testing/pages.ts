import type { Labels } from "../alerting/matchers.ts";
import { addressesOf } from "../alerting/receivers.ts";
import type { Alerting, Channel } from "../model/alerting.ts";
import { durationSeconds } from "../model/duration.ts";
import type { Backtest } from "./backtest.ts";
import { dispatch, type EvaluatedAlert, type Evaluation, type Flush } from "./incident.ts";

/** Channels that ring somebody's phone. */
const pagingChannels: ReadonlySet<Channel> = new Set<Channel>(["pagerduty", "opsgenie", "victorops", "incidentio"]);

/** A group of alerts that begins to fire and rings somebody. Further notifications of the group belong to the page. */
interface Page {
  /** Unix seconds. */
  readonly at: number;
  /** When its group was resolved, or the end of the range. */
  readonly to: number;
  readonly alert: string;
  /** Labels of the alert that fired first. */
  readonly labels: Labels;
  /** Who is rung: the address in the paging channel. */
  readonly rings: string;
}

/** Why a page is noise. */
type Noise = "short" | "night" | "repeated";

interface ClassifiedPage extends Page {
  readonly noise: readonly Noise[];
}

interface NoiseSettings {
  /** A page that is over within so many seconds could not be answered. */
  readonly short: number;
  /** First and last hour of the night, such as 22 and 6, in the time zone. */
  readonly night: readonly [from: number, to: number];
  readonly timeZone: string;
}

const day = 24 * 3600;

/**
 * The pages that the episodes of critical alerts would have made: Alertmanager's grouping, waiting, inhibition and
 * muting apply. Escalations are left out, since somebody answers a page in time.
 * @param range Unix seconds
 */
export function pagesOf(
  tests: readonly Backtest[],
  alerting: Pick<Alerting, "route" | "receivers" | "inhibitRules" | "timeIntervals">,
  { from, to }: { readonly from: number; readonly to: number },
  respondWithin: number,
): Page[] {
  const evaluations = evaluationsOf(tests, from, to);
  const open = new Map<string, Page & { to: number }>();
  const pages: (Page & { to: number })[] = [];
  for (const flush of dispatch(alerting as Alerting, evaluations, from * 1000)) {
    if (durationSeconds(flush.route.groupWait) >= respondWithin) continue;
    for (const rings of ringing(flush, alerting)) {
      const key = JSON.stringify([rings, flush.route.path.map(({ matchers }) => matchers), groupOf(flush)]);
      const page = open.get(key);
      if (flush.firing.length === 0) {
        if (page) page.to = from + flush.at;
        open.delete(key);
      } else if (!page) {
        const [first] = flush.firing as readonly [EvaluatedAlert];
        const { alertname = "", ...labels } = first.labels;
        const opened = { at: from + flush.at, to, alert: alertname, labels, rings };
        open.set(key, opened);
        pages.push(opened);
      }
    }
  }
  return pages;
}

const groupOf = ({ route, firing, resolved }: Flush): unknown => {
  const labels = (firing[0] ?? resolved[0])?.labels ?? {};
  return route.groupBy.includes("...") ? labels : route.groupBy.map((name) => labels[name] ?? "");
};

/** The addresses that ring: those of paging channels, or of all channels for critical alerts where there are none. */
function ringing({ route, firing, resolved }: Flush, { receivers }: Pick<Alerting, "receivers">): readonly string[] {
  const pages = (channel: Channel): boolean => pagingChannels.has(channel);
  const anyPager = Object.values(receivers).some((each) => addressesOf(each).some(({ channel }) => pages(channel)));
  const addresses = addressesOf(receivers[route.receiver] ?? {});
  if (anyPager) return addresses.filter(({ channel }) => pages(channel)).map(({ to }) => to);
  return [...firing, ...resolved].some(({ labels }) => labels.severity === "critical") ? [route.receiver] : [];
}

/** What the rules would have found at every time at which an alert begins to fire or is resolved. */
function evaluationsOf(tests: readonly Backtest[], from: number, to: number): Evaluation[] {
  const episodes = tests.flatMap(({ alert, labels: own, episodes }) =>
    episodes.map((episode) => {
      const { __name__: _, ...labels } = episode.labels;
      const all = { ...labels, ...own, alertname: alert };
      return { ...episode, alert: { labels: all, annotations: {}, state: "firing" } as EvaluatedAlert };
    }),
  );
  const times = new Set([from, ...episodes.flatMap((each) => [each.from, each.to]), to]);
  return [...times]
    .sort((a, b) => a - b)
    .map((time) => ({
      at: time - from,
      alerts: episodes.filter((each) => each.from <= time && time < each.to).map(({ alert }) => alert),
    }));
}

/** Adds to each page why it is noise: over within minutes, at night and over by itself, or repeated within a day. */
export function classify(pages: readonly Page[], { short, night, timeZone }: NoiseSettings): ClassifiedPage[] {
  const hours = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", hourCycle: "h23", timeZone });
  const hourOf = (seconds: number): number => Number(hours.format(seconds * 1000));
  const [begins, ends] = night;
  const atNight = (hour: number): boolean =>
    begins > ends ? hour >= begins || hour < ends : hour >= begins && hour < ends;
  const before = new Map<string, number>();
  return pages.map((page) => {
    const key = JSON.stringify([page.alert, page.rings, Object.entries(page.labels).sort()]);
    const last = before.get(key);
    before.set(key, page.at);
    const noise: Noise[] = [];
    if (page.to - page.at <= short) noise.push("short");
    if (atNight(hourOf(page.at)) && page.to - page.at < 8 * 3600 && atNight(hourOf(page.to))) noise.push("night");
    if (last !== undefined && page.at - last < day) noise.push("repeated");
    return { ...page, noise };
  });
}

/** What a range of history says about the pages of a set of rules. */
export interface PagesReport {
  /** Weeks with samples; less than the range where the history is shorter. */
  readonly weeks: number;
  readonly pages: readonly ClassifiedPage[];
  readonly perWeek: number;
  readonly teams: readonly Count[];
  readonly alerts: readonly AlertCount[];
  /** Alerts that read series of recording rules which this Prometheus does not record: they never fired here. */
  readonly notEvaluated: readonly string[];
}

interface Count {
  readonly name: string;
  readonly pages: number;
  readonly perWeek: number;
}

interface AlertCount extends Count {
  /** Pages that are noise, for whichever reason, and by reason. */
  readonly noise: number;
  readonly reasons: Readonly<Record<Noise, number>>;
  /** Whether most of its pages are noise. */
  readonly isNoise: boolean;
}

/** @param teamOf the team that an address of a paging channel rings */
export function reportOf(
  pages: readonly ClassifiedPage[],
  weeks: number,
  teamOf: (rings: string) => string,
  notEvaluated: readonly string[],
): PagesReport {
  const perWeek = (count: number): number => Math.round((count / weeks) * 100) / 100;
  const count = ([name, own]: readonly [string, readonly ClassifiedPage[]]): Count => ({
    name,
    pages: own.length,
    perWeek: perWeek(own.length),
  });
  const alerts = grouped(pages, ({ alert }) => alert).map((group) => {
    const [, own] = group;
    const noise = own.filter((page) => page.noise.length > 0).length;
    const by = (reason: Noise): number => own.filter((page) => page.noise.includes(reason)).length;
    const reasons = { short: by("short"), night: by("night"), repeated: by("repeated") };
    return { ...count(group), noise, reasons, isNoise: noise * 2 > own.length };
  });
  return {
    ...{ weeks, pages, perWeek: perWeek(pages.length), alerts, notEvaluated },
    teams: grouped(pages, ({ rings }) => teamOf(rings)).map(count),
  };
}

/** The most pages first. */
function grouped(pages: readonly ClassifiedPage[], by: (page: ClassifiedPage) => string): [string, ClassifiedPage[]][] {
  const groups = new Map<string, ClassifiedPage[]>();
  for (const page of pages) groups.set(by(page), [...(groups.get(by(page)) ?? []), page]);
  return [...groups].sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1));
}

/** Rows of the two tables, with their headings. */
export const teamRows = ({ teams }: PagesReport): string[][] =>
  teams.map(({ name, pages, perWeek }) => [name, `${pages}`, `${perWeek}`]);

export const alertRows = ({ alerts }: PagesReport): string[][] =>
  alerts.map(({ name, pages, perWeek, reasons }) => [
    ...[name, `${pages}`, `${perWeek}`],
    ...[reasons.short, reasons.night, reasons.repeated].map((number) => (number === 0 ? "" : `${number}`)),
  ]);

/** What to do about each alert whose pages are mostly noise. */
export const noiseLines = ({ alerts }: PagesReport): string[] =>
  alerts
    .filter(({ isNoise }) => isNoise)
    .map(({ name, pages, noise, reasons: { short, night, repeated } }) => {
      const why = [
        short > 0 && `${short} over within minutes: give it a longer \`for\``,
        repeated > 0 && `${repeated} within a day of the one before: give it \`keepFiringFor\`, or remove the cause`,
        night > 0 && `${night} at night and over by morning: make it a warning`,
      ].filter((each) => each !== false);
      return `${name}: ${noise} of ${pages} pages are noise (${why.join("; ")})`;
    });
