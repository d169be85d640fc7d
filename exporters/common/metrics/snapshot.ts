import type { MetricCatalog } from "bigdata-monitoring";
import { type SeriesLimits, seriesLimit } from "./limit.ts";
import type { Labels, LabelsOf, NameOf } from "./names.ts";

export interface Sample {
  readonly name: string;
  readonly labels: Labels;
  readonly value: number;
}

/** All gauges that one poll read. It is shown whole or not at all, so no number outlives the poll that read it. */
export interface Snapshot<E extends MetricCatalog> {
  /** Does nothing if the value is undefined: what is not known is not exposed. */
  set<N extends NameOf<E, "gauge">>(name: N, labels: LabelsOf<E["metrics"][N]>, value: number | undefined): void;
  samples(): Iterable<Sample>;
}

/** An empty snapshot; each of its metrics is bounded on its own. */
export function snapshot<E extends MetricCatalog>(limits: SeriesLimits): Snapshot<E> {
  const limit = seriesLimit(limits);
  const samples: Sample[] = [];
  return {
    set(name, labels, value) {
      if (value !== undefined && limit.admits(name, labels)) samples.push({ name, labels, value });
    },
    samples: () => samples,
  };
}
