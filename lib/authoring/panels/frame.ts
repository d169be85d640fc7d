import type { Builder, Dataquery } from "@grafana/grafana-foundation-sdk/cog";
import type { DataSourceRef } from "@grafana/grafana-foundation-sdk/common";
import type { DynamicConfigValue, ThresholdsConfig, ValueMapping } from "@grafana/grafana-foundation-sdk/dashboard";
import { DataqueryBuilder as LokiQuery } from "@grafana/grafana-foundation-sdk/loki";
import { DataqueryBuilder as PrometheusQuery, PromQueryFormat } from "@grafana/grafana-foundation-sdk/prometheus";
import { isObject, type Json } from "../../diff/json.ts";
import { type Promql, promql } from "../../promql/promql.ts";
import { above, below, type Limit, type Limits, type ThresholdColor } from "./thresholds.ts";
import { logsSource, metricsSource } from "./variables.ts";

/** The text that every panel needs. */
export interface PanelText {
  /** What the numbers are and how to read them. Grafana shows it behind the panel's (i). */
  readonly description: string;
}

/** The options of every panel with values, without its queries. */
export interface ValueOptions<T = Limits> extends PanelText {
  /** Grafana's unit id: one of `units`. */
  readonly unit: string;
  /** The limits of an alert, so that the panel shows when it fires; or colours, made with `panels.thresholds`. */
  readonly thresholds?: T | Builder<ThresholdsConfig>;
}

/** The options that every panel with values needs: one query with its legend, or several. */
export type PanelOptions<T = Limits> = ValueOptions<T> & (OneQuery | SeveralQueries);

interface OneQuery {
  /** Over the time range; of gauges, bar gauges and pies the newest value. */
  readonly query: Promql;
  /** With `{{label}}`; without it Grafana shows all labels that differ. */
  readonly legend?: string;
  readonly queries?: undefined;
}

interface SeveralQueries {
  readonly queries: readonly Builder<Dataquery>[];
  readonly query?: undefined;
}

interface Frame {
  title(title: string): this;
  description(description: string): this;
  datasource(datasource: DataSourceRef): this;
}

interface ValuesFrame extends Frame {
  targets(targets: Builder<Dataquery>[]): this;
  unit(unit: string): this;
  thresholds(thresholds: Builder<ThresholdsConfig>): this;
}

/** Sets what all panels share. @returns the same builder, so that every option of the SDK still chains */
export const framed = <B extends Frame>(builder: B, title: string, { description }: PanelText): B =>
  builder.title(title).description(description).datasource(metricsSource);

/** Sets what all panels with values share. @param one makes the query of a panel with one. @returns the same builder */
export function withValues<B extends ValuesFrame>(builder: B, title: string, options: PanelOptions, one = query): B {
  framed(builder, title, options)
    .targets(options.queries ? [...options.queries] : [one(options.query, options.legend)])
    .unit(options.unit);
  return options.thresholds === undefined ? builder : builder.thresholds(colorsOf(options.thresholds));
}

/** The colours of an alert's limits: worse is above them, or below where the critical limit is the lower one. */
const colorsOf = (thresholds: Limits | Builder<ThresholdsConfig>): Builder<ThresholdsConfig> =>
  isBuilder(thresholds) ? thresholds : thresholds.critical < thresholds.warning ? below(thresholds) : above(thresholds);

export const isBuilder = (thresholds: Limit | Builder<ThresholdsConfig>): thresholds is Builder<ThresholdsConfig> =>
  typeof thresholds === "object" && "build" in thresholds;

/** The name of a panel's nth query, from 0: A, B, C... */
export const refIdAt = (place: number): string => String.fromCharCode(65 + place);

/**
 * A range query: values over the dashboard's time range.
 * @param legend with `{{label}}`; without it Grafana shows all labels that differ
 */
export const query = (expr: Promql, legend = "__auto"): PrometheusQuery =>
  new PrometheusQuery().datasource(metricsSource).expr(expr).legendFormat(legend).range();

/** An instant query: the newest value only. For stats without a sparkline, gauges and tables. */
export const instant = (expr: Promql, legend = "__auto"): PrometheusQuery =>
  new PrometheusQuery().datasource(metricsSource).expr(expr).legendFormat(legend).instant();

/** An instant query as a table: one row for each series, one column for each label. */
export const rowsOf = (expr: Promql): PrometheusQuery => instant(expr).format(PromQueryFormat.Table);

/** A histogram's buckets over time, for a heatmap: `sum by (le) (rate(x_bucket[...]))`. */
export const buckets = (expr: Promql): PrometheusQuery => query(expr, "{{le}}").format(PromQueryFormat.Heatmap);

/** A LogQL query for log lines or for values computed from them. */
export const logql = (expr: string, legend = ""): LokiQuery =>
  new LokiQuery().datasource(logsSource).expr(expr).legendFormat(legend).range(true);

/**
 * The series with the largest averages over the dashboard's time range, the same ones at every point. A plain `topk`
 * chooses again at every point, so its legend names every series that was ever among the largest.
 * @param average of every series over `[$__range] @ end()`, with the labels of the series that are shown
 */
export const topSeries = (count: number, shown: Promql, average: Promql): Promql =>
  promql`${shown} and topk(${count}, ${average})`;

/** A fixed colour for one series, where the colour has a meaning: `.overrideByName("failure", fixedColor("red"))`. */
export const fixedColor = (color: ThresholdColor): DynamicConfigValue[] => [
  { id: "color", value: { mode: "fixed", fixedColor: color } },
];

/**
 * Background shades on which text is readable in both themes. Grafana writes black on light colours and white on all
 * others; white on its plain green and orange has too little contrast, and its palette has no green that is dark enough.
 */
const backgroundShades: Readonly<Record<string, string>> = {
  green: "#28701f",
  orange: "super-light-orange",
  red: "dark-red",
  blue: "dark-blue",
  purple: "dark-purple",
};

/** Background shades of table cells: a good value has no colour, so that bad ones stand out. */
const cellShades: typeof backgroundShades = { ...backgroundShades, green: "transparent" };

/** Thresholds that colour the background of a large number. */
export const backgroundThresholds = (thresholds: Limits | Builder<ThresholdsConfig>): Builder<ThresholdsConfig> =>
  withShades(colorsOf(thresholds), backgroundShades);

/** Thresholds that colour the background of table cells. */
export const cellThresholds = (thresholds: Limits | Builder<ThresholdsConfig>): Builder<ThresholdsConfig> =>
  withShades(colorsOf(thresholds), cellShades);

/** Value mappings that colour the background of table cells. */
export const valueMappingColors = (mappings: readonly ValueMapping[]): ValueMapping[] =>
  withColors([...mappings], cellShades);

const plainColors = Object.fromEntries(Object.entries(cellShades).map(([color, shade]) => [shade, color]));

/** Thresholds or mappings of table cells with their plain colours again. */
export const withoutShades = <T>(cells: T): T => withColors(cells, plainColors);

/** Thresholds and mappings of every kind keep their colours in fields of the same name. */
const withColors = <T>(all: T, by: Readonly<Record<string, string>>): T =>
  all === undefined
    ? all
    : JSON.parse(JSON.stringify(all), (key, value) => (key === "color" ? (by[value] ?? value) : value));

function withShades(
  thresholds: Builder<ThresholdsConfig>,
  by: Readonly<Record<string, string>>,
): Builder<ThresholdsConfig> {
  const { steps = [], ...rest } = thresholds.build();
  return { build: () => ({ ...rest, steps: steps.map((step) => ({ ...step, color: by[step.color] ?? step.color })) }) };
}

/** A builder of Grafana's JSON as it is, for panels, queries and variables that no function here makes. */
export const asBuilder = <T>(json: object): Builder<T> => ({ build: () => json as T });

/**
 * A panel, query or variable with fields of Grafana's JSON that replace its own. Objects are merged, lists replaced;
 * a field that is undefined is removed.
 */
export const withJson = <T>(builder: Builder<T>, json: object): Builder<T> => ({
  // The SDK's result is shared with its builder, so it is copied.
  build: () => merged(JSON.parse(JSON.stringify(builder.build())), json as Json) as T,
});

function merged(base: Json, patch: Json): Json {
  const entries = Object.entries(patch).map(([key, value]) => {
    const own = base[key];
    return [key, isObject(own) && isObject(value) ? merged(own, value) : value] as const;
  });
  return { ...base, ...Object.fromEntries(entries) };
}
