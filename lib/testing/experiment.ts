import type { Duration, Example } from "../model/model.ts";

/** Series, and what is asked after the rules are evaluated over them from 0 to `at`. */
export interface TestGroup {
  readonly series: InputSeries;
  readonly step: Duration;
  readonly at: Duration;
  /** Names of the alerts whose firing series are returned. */
  readonly alerts: readonly string[];
  /** Queries that are evaluated at the end: instant vectors. */
  readonly queries: readonly string[];
}

/** Rules, as Prometheus reads them, with the series over which all of them are evaluated. */
export interface Experiment {
  /** The alert, for error messages: `rules/kafka.ts › ConsumerLagHigh (warning)`. */
  readonly title: string;
  readonly rules: readonly object[];
  readonly tests: readonly TestGroup[];
}

export type Labels = Readonly<Record<string, string>>;

export interface Firing {
  readonly labels: Labels;
  /** Rendered. */
  readonly annotations: Labels;
}

export interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

/** The result of one test group. */
export interface Result {
  /** Why rules could not be evaluated, by rule name. Where there is one, the group has no other results. */
  readonly broken: ReadonlyMap<string, string>;
  /** By the alert's name; absent where nothing fires. */
  readonly firing: ReadonlyMap<string, readonly Firing[]>;
  /** The samples of each query, in the order of the queries. */
  readonly samples: readonly (readonly Sample[])[];
}

/** A search yields one experiment after the other, each chosen by the results of those before, and returns what it found. */
export type Search<R> = Generator<Experiment, R, readonly Result[]>;

/**
 * Runs searches side by side: each round runs the next experiment of every open search together.
 * @returns what each search found, in their order
 */
export async function runSearches<R>(
  searches: readonly Search<R>[],
  run: (experiments: readonly Experiment[]) => Promise<readonly (readonly Result[])[]>,
): Promise<R[]> {
  const found = new Map<Search<R>, R>();
  let open = searches.map((search) => ({ search, step: search.next() }));
  while (open.length > 0) {
    const next: { search: Search<R>; experiment: Experiment }[] = [];
    for (const { search, step } of open) {
      if (step.done) found.set(search, step.value);
      else next.push({ search, experiment: step.value });
    }
    const results = next.length > 0 ? await run(next.map(({ experiment }) => experiment)) : [];
    open = next.map(({ search }, i) => ({ search, step: search.next(results[i] ?? []) }));
  }
  return searches.map((search) => found.get(search) as R);
}

/** Series to their samples, in promtool's notation. */
export type InputSeries = Readonly<Record<string, string>>;

export const defaultStep: Duration = "1m";

/** An example's series in promtool's notation, also where they are written with `steady()` and the like. */
export const seriesOf = ({ series, step = defaultStep }: Pick<Example, "series" | "step">): Record<string, string> =>
  Object.fromEntries(
    Object.entries(series).map(([name, samples]) => [name, typeof samples === "string" ? samples : samples.at(step)]),
  );

/**
 * Samples in promtool's notation, one by one: `1x2 _ 5+1x2` becomes `1 1 1 _ 5 6 7`. Values keep their text, so that
 * `NaN`, `stale` and native histograms stay as they are.
 */
export function expand(notation: string): string[] {
  return (notation.match(/\{\{.*?\}\}(x\d+)?|\S+/g) ?? []).flatMap(expandItem);
}

const number = "[-+]?(?:Inf|NaN|[\\d.]+(?:e[-+]?\\d+)?)";
const ramp = new RegExp(`^(${number})([-+](?:Inf|NaN|[\\d.]+(?:e[-+]?\\d+)?))x(\\d+)$`, "i");
const repeated = /^(.+)x(\d+)$/;

function expandItem(item: string): string[] {
  const [, first, change, times] = ramp.exec(item) ?? [];
  if (first !== undefined)
    return Array.from({ length: Number(times) + 1 }, (_, i) => `${Number(first) + i * Number(change)}`);
  const [, value = item, count] = repeated.exec(item) ?? [];
  if (count === undefined) return [item];
  return Array<string>(value === "_" ? Number(count) : Number(count) + 1).fill(value);
}

/** The first samples; missing ones are gaps. */
export const firstOf = (notation: string, samples: number): string[] =>
  [...expand(notation), ...Array<string>(samples).fill("_")].slice(0, samples);

/** The shortest readable notation: samples that repeat or change evenly become one item. */
export function shorten(notation: string): string {
  const samples = expand(notation);
  const items: string[] = [];
  for (let i = 0; i < samples.length; ) {
    const { item, length } = itemFrom(samples, i);
    items.push(item);
    i += length;
  }
  return items.join(" ");
}

function itemFrom(samples: readonly string[], from: number): { item: string; length: number } {
  const [first = "", second = ""] = samples.slice(from, from + 2);
  const change = Number(second) - Number(first);
  const fits = (i: number): boolean =>
    Number.isFinite(change) && first !== ""
      ? Math.abs(Number(samples[from + i]) - Number(first) - i * change) < 1e-6 * (Math.abs(Number(first)) + 1)
      : samples[from + i] === first;
  let length = 1;
  while (from + length < samples.length && fits(length)) length++;
  if (length < 3) return { item: first, length: 1 };
  if (first === "_") return { item: `_x${length}`, length };
  const by =
    Number.isFinite(change) && change !== 0
      ? `${change < 0 ? "-" : "+"}${Math.abs(Number(change.toPrecision(6)))}`
      : "";
  return { item: `${first}${by}x${length - 1}`, length };
}

/** The result of one test. */
export interface TestResult {
  /** The file or the group that it belongs to, such as `rules/kafka.ts`. */
  readonly group: string;
  readonly name: string;
  /** Absent where it passed. */
  readonly failure?: { readonly message: string; readonly text: string };
}
