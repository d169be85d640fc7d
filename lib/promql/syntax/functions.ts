import type { ValueType } from "./ast.ts";

export interface Signature {
  readonly args: readonly ValueType[];
  readonly returns: ValueType;
  /** Whether the last argument is `optional` or can occur `any` number of times. Exactly once if absent. */
  readonly last?: "optional" | "any";
  /** Refused unless Prometheus runs with `--enable-feature=promql-experimental-functions`. */
  readonly experimental?: true;
}

const vector = "instant vector";
const range = "range vector";
const signature = (args: readonly ValueType[], more: Partial<Signature> = {}): Signature => ({
  args,
  returns: vector,
  ...more,
});
const all = (names: string, made: Signature): [string, Signature][] => names.split(/\s+/).map((name) => [name, made]);

/**
 * Every function of Prometheus 3.5 and its signature. Names are case-sensitive.
 * Source: https://prometheus.io/docs/prometheus/3.5/querying/functions/
 */
export const functions: ReadonlyMap<string, Signature> = new Map([
  ...all(
    `abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor histogram_avg histogram_count
     histogram_stddev histogram_stdvar histogram_sum ln log10 log2 rad sgn sin sinh sort sort_desc sqrt tan tanh
     timestamp`,
    signature([vector]),
  ),
  ...all(
    `absent_over_time avg_over_time changes count_over_time delta deriv idelta increase irate last_over_time
     max_over_time min_over_time present_over_time rate resets stddev_over_time stdvar_over_time sum_over_time`,
    signature([range]),
  ),
  ...all(
    "mad_over_time ts_of_last_over_time ts_of_max_over_time ts_of_min_over_time",
    signature([range], { experimental: true }),
  ),
  ...all(
    "day_of_month day_of_week day_of_year days_in_month hour minute month year",
    signature([vector], { last: "optional" }),
  ),
  ...all("pi time", signature([], { returns: "scalar" })),
  ...all("clamp_max clamp_min", signature([vector, "scalar"])),
  ...all("sort_by_label sort_by_label_desc", signature([vector, "string"], { last: "any", experimental: true })),
  ["clamp", signature([vector, "scalar", "scalar"])],
  ["double_exponential_smoothing", signature([range, "scalar", "scalar"], { experimental: true })],
  ["histogram_fraction", signature(["scalar", "scalar", vector])],
  ["histogram_quantile", signature(["scalar", vector])],
  ["info", signature([vector, vector], { last: "optional", experimental: true })],
  ["label_join", signature([vector, "string", "string", "string"], { last: "any" })],
  ["label_replace", signature([vector, "string", "string", "string", "string"])],
  ["predict_linear", signature([range, "scalar"])],
  ["quantile_over_time", signature(["scalar", range])],
  ["round", signature([vector, "scalar"], { last: "optional" })],
  ["scalar", signature([vector], { returns: "scalar" })],
  ["vector", signature(["scalar"])],
]);
