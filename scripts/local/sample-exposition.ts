import { printExposition, type WrittenFamily } from "../../lib/metrics/exposition.ts";
import type { Metric, MetricCatalog } from "../../lib/model/model.ts";

type Labels = Readonly<Record<string, string>>;

/** The largest number of series of one metric. */
const seriesLimit = 256;
const defaultBuckets = [0.005, 0.05, 0.5, 5];

/**
 * An exposition with every metric of a catalog, for exporters that cannot run: invented values under the right names,
 * types and labels. Closed labels take each of their values; every other label takes its own name as value.
 * @param now seconds since 1970; counters grow with it
 */
export const sampleExposition = ({ metrics }: MetricCatalog, now: number): string =>
  printExposition(Object.entries(metrics).map(([name, metric]) => sampleFamily(name, metric, now)));

const sampleFamily = (name: string, metric: Metric, now: number): WrittenFamily => ({
  name,
  type: metric.type,
  samples: labelSets(metric).flatMap((labels, i) => samples(name, metric, labels, now, i + 1)),
});

/** The combinations of the closed labels' values, up to the limit. */
function labelSets({ labels, values = {} }: Metric): Labels[] {
  let sets: Labels[] = [{}];
  for (const label of labels) {
    const choices = values[label] ?? [label];
    sets = sets.flatMap((set) => choices.map((value) => ({ ...set, [label]: value }))).slice(0, seriesLimit);
  }
  return sets;
}

function samples(name: string, metric: Metric, labels: Labels, now: number, weight: number): WrittenFamily["samples"] {
  const sample = (suffix: string, value: number, more: Labels = {}) => {
    return { name: name + suffix, labels: { ...labels, ...more }, value };
  };
  const grown = Math.floor((now % 1e6) * weight);
  if (metric.type === "counter") return [sample("", grown)];
  if (metric.type !== "histogram" && metric.type !== "summary") return [sample("", level(metric, now, weight))];
  const total = [sample("_sum", grown / 10), sample("_count", grown)];
  if (metric.type === "summary") return [...total, sample("", 0.1, { quantile: "0.5" })];
  const bounds = metric.buckets ?? defaultBuckets;
  const buckets = bounds.map((le, i) =>
    sample("_bucket", Math.floor((grown * (i + 1)) / (bounds.length + 1)), { le: `${le}` }),
  );
  return [...buckets, sample("_bucket", grown, { le: "+Inf" }), ...total];
}

/** A gauge's value: inside its range and plausible for its unit. */
function level(
  { unit, range: [min, max] = [0, Number.POSITIVE_INFINITY] }: Metric,
  now: number,
  weight: number,
): number {
  if (unit === "timestamp") return Math.floor(now - 60 * weight);
  if (Number.isFinite(max)) return max;
  return min + (unit === "ratio" ? 0.5 : 10 * weight);
}
