import type { Metric, MetricCatalog } from "bigdata-monitoring";
import type { Labels, LabelsOf } from "../../exporters/common/metrics/contract.ts";

type NameIn<E extends MetricCatalog> = keyof E["metrics"] & string;

/** The numbers of one scraped service. Names and labels are those of its catalogue: others do not compile, or throw. */
export interface Registry<E extends MetricCatalog> {
  /** Adds a rate, held since the last tick, to what has been counted. */
  count<N extends NameIn<E>>(name: N, labels: LabelsOf<E["metrics"][N]>, perSecond: number): void;
  /** Sets what goes up and down; undefined takes it away. */
  set<N extends NameIn<E>>(name: N, labels: LabelsOf<E["metrics"][N]>, value: number | undefined): void;
  /** Adds observations, as many a second, spread log-normally. */
  observe<N extends NameIn<E>>(
    name: N,
    labels: LabelsOf<E["metrics"][N]>,
    perSecond: number,
    values: Distribution,
  ): void;
  /** Begins the next tick. @param elapsed seconds since the last one */
  turn(elapsed: number): void;
  /** Takes away all series that have these labels. */
  remove(labels: Labels): void;
  /** Counters begin at 0, as after a restart of the process. */
  reset(): void;
  entries(): Iterable<Entry>;
}

export interface Distribution {
  readonly median: number;
  /** Standard deviation of the logarithm: 0.5 puts the 99th percentile at three times the median. */
  readonly spread: number;
}

/** One series. Its value is a histogram's where there are buckets. */
export interface Entry {
  readonly name: string;
  readonly metric: Metric;
  readonly labels: Labels;
  value: number;
  /** Cumulated counts by upper bound, the last of all. */
  readonly buckets?: number[];
}

/** @param only names of the series to keep, as they are exposed. Defaults to all */
export function registry<E extends MetricCatalog>({ title, metrics }: E, only?: ReadonlySet<string>): Registry<E> {
  const entries = new Map<string, Entry>();
  const isKept = (name: string) =>
    only === undefined || ["", "_bucket", "_sum", "_count"].some((suffix) => only.has(`${name}${suffix}`));
  const kept = new Set(Object.keys(metrics).filter(isKept));
  let elapsed = 0;

  const keyOf = (name: string, labels: Labels) => {
    let key = name;
    for (const label of metrics[name]?.labels ?? []) key += `\n${labels[label]}`;
    return key;
  };
  const entryOf = (name: string, labels: Labels): Entry => {
    const key = keyOf(name, labels);
    const known = entries.get(key);
    if (known) return known;
    const made = newEntry(title, name, metrics[name], labels);
    entries.set(key, made);
    return made;
  };

  return {
    count(name, labels, perSecond) {
      if (!kept.has(name) && name in metrics) return;
      entryOf(name, labels).value += perSecond * elapsed;
    },
    set(name, labels, value) {
      if (!kept.has(name) && name in metrics) return;
      if (value === undefined) entries.delete(keyOf(name, labels));
      else entryOf(name, labels).value = value;
    },
    observe(name, labels, perSecond, { median, spread }) {
      if (!kept.has(name) && name in metrics) return;
      const entry = entryOf(name, labels);
      const { buckets = [], metric } = entry;
      const observed = perSecond * elapsed;
      metric.buckets?.forEach((bound, i) => {
        buckets[i] = (buckets[i] ?? 0) + observed * normal(Math.log(bound / median) / spread);
      });
      buckets[buckets.length - 1] = (buckets.at(-1) ?? 0) + observed;
      entry.value += observed * median * Math.exp(spread ** 2 / 2);
    },
    turn(seconds) {
      elapsed = seconds;
    },
    remove(labels) {
      for (const [key, entry] of entries)
        if (Object.entries(labels).every(([label, text]) => entry.labels[label] === text)) entries.delete(key);
    },
    reset() {
      for (const entry of entries.values()) {
        if (entry.metric.type === "gauge") continue;
        entry.value = 0;
        entry.buckets?.fill(0);
      }
    },
    entries: () => entries.values(),
  };
}

/** Several exporters that expose the same. */
export function registryOfAll<E extends MetricCatalog>(all: readonly Registry<E>[]): Registry<E> {
  const [first] = all;
  if (!first || all.length === 1) return first ?? registry({ metrics: {} } as unknown as E);
  return {
    ...first,
    count: (...args) => {
      for (const one of all) one.count(...args);
    },
    set: (...args) => {
      for (const one of all) one.set(...args);
    },
    observe: (...args) => {
      for (const one of all) one.observe(...args);
    },
  };
}

function newEntry(title: string, name: string, metric: Metric | undefined, labels: Labels): Entry {
  if (!metric) throw new Error(`${title} has no metric ${name}`);
  const [wanted, given] = [[...metric.labels].sort().join(), Object.keys(labels).sort().join()];
  if (wanted !== given) throw new Error(`${title}: ${name} has the labels "${wanted}", not "${given}"`);
  for (const [label, values] of Object.entries(metric.values ?? {}))
    if (!values.includes(labels[label] ?? "")) throw new Error(`${title}: ${name} has no ${label} "${labels[label]}"`);
  if (metric.type !== "histogram") return { name, metric, labels, value: 0 };
  return { name, metric, labels, value: 0, buckets: new Array((metric.buckets?.length ?? 0) + 1).fill(0) };
}

/** Share of a normal distribution below x. Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.2.17. */
function normal(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const tail = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const above = (tail * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
  return x > 0 ? 1 - above : above;
}
