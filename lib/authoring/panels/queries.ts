import { DataqueryBuilder as LokiQuery } from "@grafana/grafana-foundation-sdk/loki";
import { DataqueryBuilder as PrometheusQuery, PromQueryFormat } from "@grafana/grafana-foundation-sdk/prometheus";
import { type Promql, promql } from "../../promql/promql.ts";
import { logsSource, metricsSource } from "./sources.ts";

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
