import type { Duration } from "./duration.ts";

/**
 * Samples made by functions: `sequence(steady(1).for("2m"), steady(0).for("10m"))` is `1x1 0x9` in promtool's notation.
 * Every part has as many samples as its time contains steps of the example; the first stands at its beginning.
 */
export interface Samples {
  /** The samples in promtool's notation. @param step time between two samples, `1m` by default */
  readonly at: (step: Duration) => string;
}
