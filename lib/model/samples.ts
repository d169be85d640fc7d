import type { Duration } from "./duration.ts";

/**
 * Samples in promtool's notation, made by functions: `sequence(steady(1).for("2m"), steady(0).for("10m"))` is `1x2 0x9`.
 * Every part has one sample per step of its time; the first is at its beginning.
 */
export interface Samples {
  /** The samples in promtool's notation. @param step time between two samples, `1m` where the example names none */
  readonly at: (step: Duration) => string;
}
