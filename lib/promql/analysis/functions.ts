import { count, type Dimension, perSecond, ratio, times, timestamp } from "./dimension.ts";
import { anything, type Interval, notNegative } from "./interval.ts";

/** How a function changes the type information of its vector argument. */
export interface Effect {
  readonly unit: (unit: Dimension | undefined) => Dimension | undefined;
  readonly range: (range: Interval) => Interval;
  /** `keep` for functions that return samples of the same kind. */
  readonly sampleKind?: "keep" | "gauge";
  readonly mayBeNaN?: true;
}

type Units = Effect["unit"];
const same: Units = (unit) => unit;
const unknown: Units = () => undefined;
const fixed =
  (unit: Dimension): Units =>
  () =>
    unit;
const rated: Units = (unit) => unit && perSecond(unit);
const squared: Units = (unit) => unit && times(unit, unit);

const sameRange = (range: Interval): Interval => range;
const anyRange = (): Interval => anything;
const positive = (): Interval => notNegative;
const between = (min: number, max: number) => (): Interval => [min, max];
const whole = (range: Interval): Interval => [Math.floor(range[0]), Math.ceil(range[1])];
const infinity = Number.POSITIVE_INFINITY;

const all = (names: string, effect: Effect): [string, Effect][] => names.split(" ").map((name) => [name, effect]);
const gauge = (unit: Units, range: Effect["range"], more: Partial<Effect> = {}): Effect => ({
  unit,
  range,
  sampleKind: "gauge",
  ...more,
});

/** Effects of functions. The result of other functions is unknown. */
export const effects: ReadonlyMap<string, Effect> = new Map([
  ...all("rate irate", gauge(rated, positive)),
  ...all("increase", gauge(same, positive)),
  ...all("delta idelta predict_linear double_exponential_smoothing", gauge(same, anyRange)),
  ...all("deriv", gauge(rated, anyRange)),
  ...all("changes resets", gauge(fixed(count), positive)),
  ...all("count_over_time", gauge(fixed(count), between(1, infinity))),
  ...all("avg_over_time min_over_time max_over_time quantile_over_time", gauge(same, sameRange)),
  ...all(
    "sum_over_time",
    gauge(same, ([min, max]) => [min >= 0 ? min : -infinity, max <= 0 ? max : infinity]),
  ),
  ...all("stddev_over_time mad_over_time", gauge(same, positive)),
  ...all("stdvar_over_time", gauge(squared, positive)),
  ...all("present_over_time absent absent_over_time", gauge(fixed(ratio), between(1, 1))),
  ...all("last_over_time", { unit: same, range: sameRange, sampleKind: "keep" }),
  ...all("sort sort_desc sort_by_label sort_by_label_desc", { unit: same, range: sameRange, sampleKind: "keep" }),
  ...all("label_replace label_join info", { unit: same, range: sameRange, sampleKind: "keep" }),
  ...all(
    "abs",
    gauge(same, ([min, max]) => [Math.max(min, 0), Math.max(Math.abs(min), Math.abs(max))]),
  ),
  ...all("ceil floor round", gauge(same, whole)),
  ...all("sgn", gauge(fixed(ratio), between(-1, 1))),
  ...all("exp", gauge(unknown, positive)),
  ...all("sqrt", gauge(unknown, positive, { mayBeNaN: true })),
  ...all("ln log2 log10 acos acosh asin atanh", gauge(unknown, anyRange, { mayBeNaN: true })),
  ...all("histogram_count", gauge(fixed(count), positive)),
  ...all("histogram_fraction", gauge(fixed(ratio), between(0, 1), { mayBeNaN: true })),
  ...all("minute", gauge(unknown, between(0, 59))),
  ...all("hour", gauge(unknown, between(0, 23))),
  ...all("day_of_week", gauge(unknown, between(0, 6))),
  ...all("day_of_month", gauge(unknown, between(1, 31))),
  ...all("day_of_year", gauge(unknown, between(1, 366))),
  ...all("days_in_month", gauge(unknown, between(28, 31))),
  ...all("month", gauge(unknown, between(1, 12))),
  ...all("timestamp time", gauge(fixed(timestamp), positive)),
  ...all("ts_of_last_over_time ts_of_max_over_time ts_of_min_over_time", gauge(fixed(timestamp), positive)),
]);

/** Functions that need a counter, and functions that need a gauge. */
export const needsCounter: ReadonlySet<string> = new Set(["rate", "irate", "increase", "resets"]);
export const needsGauge: ReadonlySet<string> = new Set(["delta", "idelta"]);

/** Functions that need two samples in their window. */
export const needsSamples: ReadonlySet<string> = new Set(["rate", "irate", "increase", "delta", "idelta", "deriv"]);
