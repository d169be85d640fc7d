import type { Labels } from "../../exporters/common/metrics/contract.ts";
import type { Entry } from "./registry.ts";

export interface SimulatedSample {
  readonly name: string;
  readonly labels: Labels;
  readonly value: number;
}

/** The series of a metric as they are exposed. What counts things is whole. */
export function samplesOf({ name, metric, labels, value, buckets }: Entry): SimulatedSample[] {
  if (!buckets) return [{ name, labels, value: isWhole(metric) ? Math.floor(value) : value }];
  const bounds = [...(metric.buckets ?? []).map(canonical), "+Inf"];
  const counts = bounds.map((le, i) => ({
    name: `${name}_bucket`,
    labels: { ...labels, le },
    value: Math.floor(buckets[i] ?? 0),
  }));
  return [
    ...counts,
    { name: `${name}_sum`, labels, value },
    { name: `${name}_count`, labels, value: Math.floor(buckets.at(-1) ?? 0) },
  ];
}

/** As Prometheus stores a bound, whatever was scraped: `1.0`. */
const canonical = (bound: number): string => (Number.isInteger(bound) ? `${bound}.0` : String(bound));

const isWhole = ({ type, unit }: Entry["metric"]): boolean => unit === "count" && type !== "gauge";
