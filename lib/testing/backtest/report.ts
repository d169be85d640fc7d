import type { Episode } from "./episodes.ts";

/** What would have become of one alert. */
export interface Backtest {
  readonly alert: string;
  readonly severity: string;
  readonly episodes: readonly Episode[];
  /** Everybody who would have been told, such as `slack #platform`. */
  readonly told: readonly string[];
}

/** `HostDown (critical): fired 2 times, 14m in all, the longest 9m — told: slack #platform`. */
export function backtestLine({ alert, severity, episodes, told }: Backtest): string {
  const name = `${alert} (${severity})`;
  if (episodes.length === 0) return `${name}: would not have fired`;
  const lengths = episodes.map(lengthOf);
  const times = episodes.length === 1 ? "once" : `${episodes.length} times`;
  const all = inMinutes(lengths.reduce((sum, length) => sum + length, 0));
  const longest = episodes.length === 1 ? "" : `, the longest ${inMinutes(Math.max(...lengths))}`;
  return `${name}: would have fired ${times}, ${all} in all${longest} — told: ${told.join(", ") || "nobody"}`;
}

/** The times at which it would have fired, one line each. */
export const episodeLines = ({ episodes }: Backtest): string[] =>
  [...episodes]
    .sort((a, b) => a.from - b.from)
    .map(({ labels, from, to }) => `  ${instant(from)} for ${inMinutes(to - from)}  ${inBraces(labels)}`);

/** How often each alert would have fired by two versions of its rule; those that do not differ are left out. */
export function differenceLines(before: readonly Backtest[], after: readonly Backtest[]): string[] {
  const key = ({ alert, severity }: Backtest): string => `${alert} (${severity})`;
  const [was, is] = [before, after].map((tests) => new Map(tests.map((test) => [key(test), test])));
  return [...new Set([...before, ...after].map(key))].flatMap((name) => {
    const [a, b] = [was?.get(name), is?.get(name)];
    const [old, now] = [a ? amount(a) : "was not there", b ? amount(b) : "is gone"];
    return old === now ? [] : [`${name}: ${old} -> ${now}`];
  });
}

const amount = ({ episodes, told }: Backtest): string =>
  `${episodes.length} times, ${inMinutes(episodes.map(lengthOf).reduce((sum, length) => sum + length, 0))}${
    told.length > 0 ? `, told: ${told.join(", ")}` : ""
  }`;

const lengthOf = ({ from, to }: Episode): number => to - from;

const inMinutes = (seconds: number): string => {
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes}m` : `${Math.floor(minutes / 60)}h${minutes % 60 > 0 ? `${minutes % 60}m` : ""}`;
};

const instant = (seconds: number): string => new Date(seconds * 1000).toISOString().replace(/:\d\d\.\d+Z$/, "Z");

const inBraces = (labels: Readonly<Record<string, string>>): string =>
  `{${Object.entries(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(", ")}}`;
