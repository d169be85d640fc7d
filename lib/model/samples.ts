import type { Duration } from "./duration.ts";

/**
 * Samples in promtool's notation, made by words: `sequence(steady(1).for("2m"), steady(0).for("10m"))` is `1x2 0x9`.
 * Every part takes as many samples as its time holds at the example's step; the first stands at its beginning.
 */
export interface Samples {
  /** The samples in promtool's notation. @param step time between two samples, `1m` where the example names none */
  readonly at: (step: Duration) => string;
}
