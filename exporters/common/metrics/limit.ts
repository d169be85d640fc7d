import type { Labels } from "./names.ts";

export interface SeriesLimits {
  /** Series that one metric may have; a histogram's buckets count as one. */
  readonly maxSeries: number;
  /** Told of every sample left out, so that nothing is dropped in silence. */
  readonly onDrop: (metric: string) => void;
}

/** Bounds the series of each metric: one label set more than allowed is left out and told. */
export interface SeriesLimit {
  admits(metric: string, labels: Labels): boolean;
}

export function seriesLimit({ maxSeries, onDrop }: SeriesLimits): SeriesLimit {
  const seen = new Map<string, Set<string>>();
  return {
    admits(metric, labels) {
      const series = seen.get(metric) ?? new Set();
      seen.set(metric, series);
      const key = Object.values(labels).join("\0");
      if (series.has(key)) return true;
      if (series.size >= maxSeries) {
        onDrop(metric);
        return false;
      }
      series.add(key);
      return true;
    },
  };
}
