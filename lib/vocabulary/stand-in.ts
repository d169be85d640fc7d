import type { Exporter, Metric } from "../model.ts";

/** Most series that a metric gets, however many values its labels have. */
const seriesLimit = 24;
const defaultBuckets = [0.005, 0.05, 0.5, 5];

/**
 * An exposition with every metric of a vocabulary, for where its exporter cannot run: made up, but of the right
 * names, types and labels. Closed labels take each of their values, open ones their own name.
 * @param now seconds since 1970; counters grow with it
 */
export function standInExposition({ metrics }: Exporter, now: number): string {
  return Object.entries(metrics)
    .flatMap(([name, metric]) => [`# TYPE ${name} ${exposedType(metric)}`, ...series(name, metric, now)])
    .join("\n")
    .concat("\n");
}

const exposedType = ({ type }: Metric): string => (type === "unknown" ? "untyped" : type);

const series = (name: string, metric: Metric, now: number): string[] =>
  labelSets(metric).flatMap((labels, i) => samples(name, metric, labels, now, i + 1));

/** Every combination of the closed labels' values, the first few of them. */
function labelSets({ labels, values = {} }: Metric): Record<string, string>[] {
  let sets: Record<string, string>[] = [{}];
  for (const label of labels) {
    const choices = values[label] ?? [label];
    sets = sets.flatMap((set) => choices.map((value) => ({ ...set, [label]: value }))).slice(0, seriesLimit);
  }
  return sets;
}

function samples(name: string, metric: Metric, labels: Record<string, string>, now: number, weight: number): string[] {
  const line = (suffix: string, value: number, more: Record<string, string> = {}) =>
    `${name}${suffix}${labelText({ ...labels, ...more })} ${value}`;
  const grown = Math.floor((now % 1e6) * weight);
  if (metric.type === "counter") return [line("", grown)];
  if (metric.type !== "histogram" && metric.type !== "summary") return [line("", level(metric, now, weight))];
  const total = [line("_sum", grown / 10), line("_count", grown)];
  if (metric.type === "summary") return [...total, line("", 0.1, { quantile: "0.5" })];
  const bounds = metric.buckets ?? defaultBuckets;
  const buckets = bounds.map((le, i) =>
    line("_bucket", Math.floor((grown * (i + 1)) / (bounds.length + 1)), { le: `${le}` }),
  );
  return [...buckets, line("_bucket", grown, { le: "+Inf" }), ...total];
}

/** A gauge's value: inside its range, plausible for its unit. */
function level(
  { unit, range: [min, max] = [0, Number.POSITIVE_INFINITY] }: Metric,
  now: number,
  weight: number,
): number {
  if (unit === "timestamp") return Math.floor(now - 60 * weight);
  if (Number.isFinite(max)) return max;
  return min + (unit === "ratio" ? 0.5 : 10 * weight);
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}
