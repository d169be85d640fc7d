import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import {
  LogsSortOrder,
  TableCellDisplayMode,
  TableSortByFieldStateBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import type { DynamicConfigValue, ThresholdsConfig, ValueMapping } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder as Logs } from "@grafana/grafana-foundation-sdk/logs";
import { PanelBuilder as Table } from "@grafana/grafana-foundation-sdk/table";
import { PanelBuilder as Text, TextMode } from "@grafana/grafana-foundation-sdk/text";
import type { Promql } from "../../promql/promql.ts";
import { cellThresholds, framed, logql, type PanelText, refIdAt, rowsOf, valueMappingColors } from "./frame.ts";
import { type Limits, steps } from "./thresholds.ts";
import { logsSource } from "./variables.ts";

export interface TableOptions extends PanelText {
  /** Labels to show, in this order, with their columns' titles. Rows with the same values of all of them are merged. */
  readonly labels: Readonly<Record<string, string>>;
  /** Further columns, each with the newest values of its expression. */
  readonly values: readonly ValueColumn[];
}

export interface ValueColumn {
  readonly title: string;
  readonly expr: Promql;
  /** Grafana's unit id. */
  readonly unit: string;
  readonly decimals?: number;
  /** In pixels. Defaults to the width of its title; the labels' columns share the rest. */
  readonly width?: number;
  /** Colours the cell: an alert's limits, or what `panels.thresholds` makes. */
  readonly thresholds?: Limits | Builder<ThresholdsConfig>;
  /** Texts for values; colours the cell. */
  readonly mappings?: ValueMapping[];
}

/** One row for each set of label values. All other labels and the time are dropped. */
export function table(title: string, { labels, values, ...text }: TableOptions): Table {
  const titles = {
    ...labels,
    ...Object.fromEntries(values.map(({ title }, i) => [valueField(i, values.length), title])),
  };
  const fields = Object.keys(titles);
  const panel = framed(new Table(), title, text)
    .targets(values.map(({ expr }) => rowsOf(expr)))
    .showHeader(true)
    // With Grafana's default of 150, columns need a scroll bar in narrow windows.
    .minWidth(70)
    .withTransformation({ id: "filterFieldsByName", options: { include: { names: fields } } })
    .withTransformation({ id: "merge", options: {} })
    .withTransformation({
      id: "organize",
      options: {
        renameByName: titles,
        indexByName: Object.fromEntries(fields.map((field, index) => [field, index])),
        excludeByName: {},
      },
    });
  for (const column of values) panel.overrideByName(column.title, columnSettings(column));
  return panel;
}

/** Sorts a table by one column: `.sortBy(panels.byColumn("Lag", "descending"))`. */
export const byColumn = (title: string, order: "ascending" | "descending" = "ascending") => [
  new TableSortByFieldStateBuilder().displayName(title).desc(order === "descending"),
];

/** In pixels: a bold column title of Grafana's tables with its margins and sort arrow. */
const widthOf = (title: string): number => Math.max(80, 7 * title.length + 32);

/** Grafana's name of the field of a table's nth query. */
export const valueField = (query: number, of: number): string => (of === 1 ? "Value" : `Value #${refIdAt(query)}`);

/** A column's own settings, as Grafana's field overrides. */
function columnSettings({
  title,
  unit,
  decimals,
  width = widthOf(title),
  thresholds,
  mappings,
}: ValueColumn): DynamicConfigValue[] {
  const coloured =
    thresholds !== undefined || mappings ? { type: TableCellDisplayMode.ColorBackground, mode: "basic" } : undefined;
  const settings = {
    unit,
    decimals,
    // Without thresholds, Grafana colours cells that have no mapping and no value green.
    thresholds: coloured && cellThresholds(thresholds ?? steps()).build(),
    mappings: mappings && valueMappingColors(mappings),
    "custom.width": width,
    "custom.cellOptions": coloured,
  };
  return Object.entries(settings).flatMap(([id, value]) => (value === undefined ? [] : [{ id, value }]));
}

/** Shows the service and the message of a line; the other fields of a JSON line are in Grafana's details. */
const lineFormat = [
  '| json message="message", msg="msg"',
  "| drop __error__, __error_details__",
  '| line_format "{{ or .service .unit }}: {{ or .message .msg __line__ }}"',
].join(" ");

/** Log lines, the newest first. @param options.expr a LogQL selector, with or without filters */
export const logs = (title: string, { expr, ...text }: PanelText & { readonly expr: string }): Logs =>
  framed(new Logs(), title, text)
    .datasource(logsSource)
    .targets([logql(`${expr} ${lineFormat}`)])
    .showTime(true)
    .wrapLogMessage(true)
    .enableLogDetails(true)
    .noValue("nothing was reported in this time")
    .sortOrder(LogsSortOrder.Descending);

/** The `expr` of the `logs()` that made a query; undefined for a query that `logs()` did not make. */
export const logsExprOf = (query: string): string | undefined =>
  query.endsWith(` ${lineFormat}`) ? query.slice(0, -lineFormat.length - 1) : undefined;

/** A note in Markdown. */
export const note = (title: string, { content, ...text }: PanelText & { readonly content: string }): Text =>
  framed(new Text(), title, text).mode(TextMode.Markdown).content(content);
