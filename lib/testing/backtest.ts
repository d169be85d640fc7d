import { labelMatchers } from "../promql/promql.ts";

/** When an alert's expression returned one series. */
interface History {
  readonly labels: Readonly<Record<string, string>>;
  /** Times of the evaluations that returned it, in Unix seconds, ascending. */
  readonly times: readonly number[];
}

/** A time in which an alert would have fired. */
interface Episode {
  readonly labels: Readonly<Record<string, string>>;
  /** Unix seconds. */
  readonly from: number;
  /** When it was resolved, or the end of the range. */
  readonly to: number;
}

/** How a rule is evaluated, in seconds. */
interface EvaluationSettings {
  readonly step: number;
  readonly for: number;
  readonly keepFiringFor: number;
  /** Time of the last evaluation. */
  readonly end: number;
}

/**
 * When an alert would have fired: it is pending from the first result of its expression, fires once it has held for
 * `for`, and is resolved at the first evaluation without a result, or `keep_firing_for` later.
 */
export const episodesOf = ({ labels, times }: History, settings: EvaluationSettings): Episode[] =>
  runsOf(times, settings).flatMap(({ from, last, over }) => {
    const fires = from + roundedUp(settings.for, settings.step);
    return fires > last ? [] : [{ labels, from: fires, to: Math.min(over, settings.end) }];
  });

interface Run {
  readonly from: number;
  /** The last result. */
  readonly last: number;
  /** When a firing alert is resolved. */
  readonly over: number;
}

/** Times without a missing evaluation. `keep_firing_for` bridges gaps, but only once the alert fires. */
function runsOf(times: readonly number[], settings: EvaluationSettings): Run[] {
  const { step, keepFiringFor } = settings;
  const found: Run[] = [];
  for (const time of times) {
    const run = found.at(-1);
    const fired = run !== undefined && run.last >= run.from + roundedUp(settings.for, step);
    const longestGap = step + (fired ? keepFiringFor : 0);
    const continues = run !== undefined && time - run.last <= longestGap;
    if (continues) found.pop();
    found.push({ from: continues ? run.from : time, last: time, over: time + step + keepFiringFor });
  }
  return found;
}

const roundedUp = (seconds: number, step: number): number => Math.ceil(seconds / step) * step;

/** The result of one alert's backtest. */
export interface Backtest {
  readonly alert: string;
  readonly severity: string;
  /** The labels that the rule sets. */
  readonly labels: Readonly<Record<string, string>>;
  readonly episodes: readonly Episode[];
  /** Every address that would have been notified, such as `slack #platform`. */
  readonly notified: readonly string[];
}

/** `HostDown (critical): would have fired 2 times, total 14m, longest 9m — notifies: slack #platform`. */
export function backtestLine({ alert, severity, episodes, notified }: Backtest): string {
  const name = `${alert} (${severity})`;
  if (episodes.length === 0) return `${name}: would not have fired`;
  const lengths = episodes.map(lengthOf);
  const times = episodes.length === 1 ? "once" : `${episodes.length} times`;
  const total = inMinutes(lengths.reduce((sum, length) => sum + length, 0));
  const longest = episodes.length === 1 ? "" : `, longest ${inMinutes(Math.max(...lengths))}`;
  return `${name}: would have fired ${times}, total ${total}${longest} — notifies: ${notified.join(", ") || "nobody"}`;
}

/** The times at which it would have fired, one line each. */
export const episodeLines = ({ episodes }: Backtest): string[] =>
  [...episodes]
    .sort((a, b) => a.from - b.from)
    .map(({ labels, from, to }) => `  ${instant(from)} for ${inMinutes(to - from)}  {${labelMatchers(labels, ", ")}}`);

/** How often each alert would have fired by two versions of its rule. Alerts with equal results are left out. */
export function differenceLines(before: readonly Backtest[], after: readonly Backtest[]): string[] {
  const key = ({ alert, severity }: Backtest): string => `${alert} (${severity})`;
  const [former, current] = [before, after].map((tests) => new Map(tests.map((test) => [key(test), test])));
  return [...new Set([...before, ...after].map(key))].flatMap((name) => {
    const [a, b] = [former?.get(name), current?.get(name)];
    const [old, now] = [a ? amount(a) : "not defined", b ? amount(b) : "removed"];
    return old === now ? [] : [`${name}: ${old} -> ${now}`];
  });
}

const amount = ({ episodes, notified }: Backtest): string =>
  `${episodes.length} times, ${inMinutes(episodes.map(lengthOf).reduce((sum, length) => sum + length, 0))}${
    notified.length > 0 ? `, notifies: ${notified.join(", ")}` : ""
  }`;

const lengthOf = ({ from, to }: Episode): number => to - from;

const inMinutes = (seconds: number): string => {
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes}m` : `${Math.floor(minutes / 60)}h${minutes % 60 > 0 ? `${minutes % 60}m` : ""}`;
};

const instant = (seconds: number): string => new Date(seconds * 1000).toISOString().replace(/:\d\d\.\d+Z$/, "Z");
