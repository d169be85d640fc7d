import type { Histogram } from "prom-client";
import type { Buckets, Labels } from "./contract.ts";

interface Series {
  readonly labels: Labels;
  readonly counts: number[];
  sum: number;
}

/** A histogram that takes whole buckets: prom-client's own takes one observation at a time, too slow for millions. */
export interface BucketHistogram {
  add(labels: Labels, buckets: Buckets): void;
  observe(labels: Labels, value: number): void;
  /** What a prom-client registry registers. */
  readonly collector: Histogram;
}

/** @param bounds upper bounds in ascending order, `+Inf` left out */
export function bucketHistogram(name: string, help: string, bounds: readonly number[]): BucketHistogram {
  const all = new Map<string, Series>();

  function add(labels: Labels, { counts, sum }: Buckets): void {
    const key = JSON.stringify(labels);
    const series = all.get(key) ?? { labels, counts: new Array<number>(bounds.length + 1).fill(0), sum: 0 };
    counts.forEach((count, i) => {
      series.counts[i] = (series.counts[i] ?? 0) + count;
    });
    series.sum += sum;
    all.set(key, series);
  }

  const get = async () => ({
    name,
    help,
    type: "histogram",
    values: [...all.values()].flatMap(samples),
    aggregator: "sum",
  });
  const samples = ({ labels, counts, sum }: Series) => {
    let cumulated = 0;
    const buckets = counts.map((count, i) => {
      cumulated += count;
      return { metricName: `${name}_bucket`, labels: { ...labels, le: bounds[i] ?? "+Inf" }, value: cumulated };
    });
    return [
      ...buckets,
      { metricName: `${name}_sum`, labels, value: sum },
      { metricName: `${name}_count`, labels, value: cumulated },
    ];
  };

  return {
    add,
    observe: (labels, value) => add(labels, { counts: oneIn(bucketOf(bounds, value), bounds.length + 1), sum: value }),
    collector: { name, help, get } as unknown as Histogram,
  };
}

/** Index of the first bound that is not below the value; the number of bounds if all are. */
export const bucketOf = (bounds: readonly number[], value: number): number => {
  const index = bounds.findIndex((bound) => value <= bound);
  return index === -1 ? bounds.length : index;
};

const oneIn = (index: number, length: number): number[] => Array.from({ length }, (_, i) => (i === index ? 1 : 0));
