import type { Labels } from "./names.ts";

/** Characters that a label's value may have: with the limit of series it bounds the memory that labels take. */
export const longestLabel = 256;

export interface SeriesLimits {
  /** Series that one metric may have; a histogram's buckets count as one. */
  readonly maxSeries: number;
  /** Called for every sample left out, so that nothing is dropped in silence. */
  readonly onDrop: (metric: string) => void;
}

/** Bounds the series of each metric: one more, or one with a longer label than allowed, is left out and reported. */
export interface SeriesLimit {
  admits(metric: string, labels: Labels): boolean;
}

export function seriesLimit({ maxSeries, onDrop }: SeriesLimits): SeriesLimit {
  const seen = new Map<string, Set<string>>();
  return {
    admits(metric, labels) {
      const series = seen.get(metric) ?? new Set();
      seen.set(metric, series);
      const values = Object.values(labels);
      const key = values.join("\0");
      if (series.has(key)) return true;
      if (series.size >= maxSeries || values.some((value) => value.length > longestLabel)) {
        onDrop(metric);
        return false;
      }
      series.add(key);
      return true;
    },
  };
}
