import type { MetricCatalog } from "bigdata-monitoring";
import type { Labels } from "./contract.ts";

/** Characters that the value of a label may have. */
export const maxLabelLength = 256;

/** Bytes that a set of series may take in an exposition. */
export const maxTextBytes = 4 * 1024 * 1024;

/** Has no UTF-8: two labels that differ in it only would be exposed as one. */
const loneSurrogate = /\p{Surrogate}/u;

export interface SeriesLimits {
  /** Series that one metric may have; a histogram's buckets count as one. */
  readonly maxSeries: number;
  /** Called when samples are left out. */
  readonly onDrop: (metric: string, samples: number) => void;
}

/**
 * Bounds a set of series: how many each metric has, how long their labels are, and the text of all of them. Metrics
 * whose labels are all closed are bounded by the catalog.
 */
export interface SeriesLimit {
  /** Whether a sample of this series may be kept; if not, it is reported. */
  admits(metric: string, labels: Labels): boolean;
}

export function seriesLimit({ metrics }: MetricCatalog, { maxSeries, onDrop }: SeriesLimits): SeriesLimit {
  const known = new Map(Object.keys(metrics).map((metric) => [metric, new Set<string>()]));
  let bytes = 0;

  return {
    admits(metric, labels) {
      const { values: closed, buckets } = metrics[metric] ?? {};
      if (Object.keys(labels).every((label) => closed?.[label])) return true;
      const series = known.get(metric) ?? new Set();
      const values = Object.values(labels);
      const key = JSON.stringify(values);
      if (series.has(key)) return true;
      const isValid = values.every((value) => value.length <= maxLabelLength && !loneSurrogate.test(value));
      const size = isValid ? textSize(metric, labels, buckets?.length) : 0;
      if (!isValid || series.size >= maxSeries || bytes + size > maxTextBytes) {
        onDrop(metric, 1);
        return false;
      }
      series.add(key);
      bytes += size;
      return true;
    },
  };
}

/** Bytes that a series takes in an exposition, about. */
function textSize(metric: string, labels: Labels, buckets: number | undefined): number {
  const lines = buckets === undefined ? 1 : buckets + 3;
  return lines * (metric.length + Object.entries(labels).reduce((sum, pair) => sum + byteLength(pair), valueBytes));
}

const byteLength = ([label, value]: readonly [string, string]): number =>
  label.length + Buffer.byteLength(value) + '="",'.length;

/** Bytes of a line beside its name and labels. */
const valueBytes = 24;
