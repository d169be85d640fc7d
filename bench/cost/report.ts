import type { MeasuredQuery, View } from "./view.ts";

const sum = <T>(items: readonly T[], of: (item: T) => number) => items.reduce((total, item) => total + of(item), 0);
const samplesOf = (queries: readonly MeasuredQuery[]) => sum(queries, ({ samples }) => samples);
const withData = (queries: readonly MeasuredQuery[]) => queries.filter(({ returned }) => returned > 0);
const perQuery = (queries: readonly MeasuredQuery[]) => samplesOf(withData(queries)) / withData(queries).length;

const perPoint = (queries: readonly MeasuredQuery[]) => {
  const over = withData(queries).filter(({ step }) => step !== undefined);
  return sum(over, ({ samples, points }) => samples / points) / over.length;
};
const atOpening = (queries: readonly MeasuredQuery[]) => queries.filter(({ collapsed }) => !collapsed);

const row = ([name = "", ...cells]: readonly string[]): string =>
  name.padEnd(50) + cells.map((cell) => cell.padStart(17)).join("");

const thousands = (samples: number): string =>
  Number.isFinite(samples) ? `${(samples / 1000).toFixed(samples < 100_000 ? 1 : 0)} k` : "-";
const ratio = (ours: number, theirs: number): string =>
  Number.isFinite(ours / theirs) ? (ours / theirs).toFixed(2) : "-";
export const costHeader = row([
  "",
  "QUERIES",
  "NO RESULT",
  "STEP",
  "SERIES",
  "SAMPLES",
  "PER QUERY",
  "MS",
  "AT OPENING",
]);

/** One board's costs. Those at its opening are without collapsed rows; those per query of queries that return something. */
export const costLine = ({ name, queries }: View, series: number): string =>
  row([
    name,
    String(queries.length),
    String(queries.length - withData(queries).length),
    String(series),
    thousands(samplesOf(queries)),
    thousands(perQuery(queries)),
    (sum(queries, ({ seconds }) => seconds) * 1000).toFixed(0),
    thousands(samplesOf(atOpening(queries))),
  ]);

export function largestQuery({ name, queries }: View): string {
  const worst = queries.reduce((a, b) => (b.samples > a.samples ? b : a));
  return `${name}: ${thousands(worst.samples)} in "${worst.panel}": ${worst.expr.replaceAll(/\s+/g, " ").slice(0, 120)}`;
}

/** The panels of a board's queries that return nothing, and what Prometheus refuses. */
export function gaps({ name, queries, refused }: View): string[] {
  const empty = queries.filter(({ returned }) => returned === 0);
  const unread = empty.filter(({ samples }) => samples === 0);
  const panels = [...new Set(empty.map(({ panel }) => panel))];
  return [
    ...(empty.length > 0
      ? [`${name}: ${empty.length} return nothing, ${unread.length} of them read nothing: ${panels.join(", ")}`]
      : []),
    ...refused.map((text) => `${name}: refused: ${text}`),
  ];
}

/** The metrics that queries with a result of both boards read. */
export function shared(a: View, b: View): string[] {
  const [ours, theirs] = [a, b].map(({ queries }) => new Set(withData(queries).flatMap(({ metrics }) => [...metrics])));
  return [...(ours ?? [])].filter((metric) => theirs?.has(metric));
}

export const pairHeader = row([
  "",
  "PART",
  "WITH RESULT",
  "SAMPLES",
  "RATIO",
  "PER QUERY",
  "RATIO",
  "PER POINT",
  "RATIO",
]);

/**
 * Views of two boards beside each other: with all rows open, at their opening, and those queries that read something of a
 * metric which both read. Per query and per point are averages of queries that return something, per point of those
 * over time: a board that draws fewer points, or queries what is not there, is not cheaper for it.
 */
export function pairLines(ours: View, theirs: View): string[] {
  const common = shared(ours, theirs);
  const same = ({ queries }: View) =>
    queries.filter(({ samples, metrics }) => samples > 0 && common.some((metric) => metrics.has(metric)));
  const line = (name: string, part: string, a: readonly MeasuredQuery[], b: readonly MeasuredQuery[]) => {
    const besides = (of: (queries: readonly MeasuredQuery[]) => number, text: (value: number) => string) => [
      `${text(of(a))} / ${text(of(b))}`,
      ratio(of(a), of(b)),
    ];
    const counted = `${withData(a).length} / ${withData(b).length}`;
    const each = besides(perPoint, (samples) => (Number.isFinite(samples) ? samples.toFixed(0) : "-"));
    return row([name, part, counted, ...besides(samplesOf, thousands), ...besides(perQuery, thousands), ...each]);
  };
  return [
    line(`${ours.name} / ${theirs.name}`, "all rows", ours.queries, theirs.queries),
    ...([ours, theirs].some(({ queries }) => atOpening(queries).length < queries.length)
      ? [line("", "at opening", atOpening(ours.queries), atOpening(theirs.queries))]
      : []),
    line("", `${common.length} metrics`, same(ours), same(theirs)),
  ];
}
