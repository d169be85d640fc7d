import { LogsSortOrder } from "@grafana/grafana-foundation-sdk/common";
import {
  PanelBuilder as Heatmap,
  HeatmapColorMode,
  HeatmapColorOptionsBuilder,
  YAxisConfigBuilder,
} from "@grafana/grafana-foundation-sdk/heatmap";
import { PanelBuilder as Logs } from "@grafana/grafana-foundation-sdk/logs";
import { PanelBuilder as Table } from "@grafana/grafana-foundation-sdk/table";
import { PanelBuilder as Text, TextMode } from "@grafana/grafana-foundation-sdk/text";
import { framed, type PanelOptions, type PanelText, withValues } from "./frame.ts";
import { logql } from "./queries.ts";
import { logsSource } from "./sources.ts";

export interface TableOptions extends PanelOptions {
  /** Labels to show, in this order, with their column titles; the value's column is `Value`. Everything else is dropped. */
  readonly columns: Readonly<Record<string, string>>;
}

/** A row a series. Queries are made with `rowsOf()`. */
export const table = (title: string, options: TableOptions): Table =>
  withValues(new Table(), title, options)
    .showHeader(true)
    .withTransformation({ id: "filterFieldsByName", options: { include: { names: Object.keys(options.columns) } } })
    .withTransformation({
      id: "organize",
      options: {
        renameByName: options.columns,
        indexByName: Object.fromEntries(Object.keys(options.columns).map((column, index) => [column, index])),
        excludeByName: {},
      },
    });

/** How values are distributed over time. Queries are made with `buckets()`; the unit is that of the buckets' bounds. */
export const heatmap = (title: string, options: PanelOptions): Heatmap =>
  withValues(new Heatmap(), title, options)
    .calculate(false)
    .color(new HeatmapColorOptionsBuilder().mode(HeatmapColorMode.Scheme).scheme("Oranges").steps(64))
    .yAxis(new YAxisConfigBuilder().unit(options.unit));

/** Log lines, the newest first. */
export const logs = (title: string, { expr, ...text }: PanelText & { readonly expr: string }): Logs =>
  framed(new Logs(), title, text)
    .datasource(logsSource)
    .targets([logql(expr)])
    .showTime(true)
    .wrapLogMessage(true)
    .enableLogDetails(true)
    .sortOrder(LogsSortOrder.Descending);

/** A note in Markdown. */
export const note = (title: string, { content, ...text }: PanelText & { readonly content: string }): Text =>
  framed(new Text(), title, text).mode(TextMode.Markdown).content(content);
