import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import { TableCellDisplayMode, TableSortByFieldStateBuilder } from "@grafana/grafana-foundation-sdk/common";
import type { DynamicConfigValue, ThresholdsConfig, ValueMapping } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder as Table } from "@grafana/grafana-foundation-sdk/table";
import type { Promql } from "../../promql/promql.ts";
import { behindCells, wordsInCells } from "./colors.ts";
import { framed, type PanelText } from "./frame.ts";
import { rowsOf } from "./queries.ts";
import { steps } from "./steps.ts";

export interface TableOptions extends PanelText {
  /** Labels to show, in this order, to their columns' titles. Rows are merged where all of them agree. */
  readonly labels: Readonly<Record<string, string>>;
  /** The columns beside them, each the newest values of its expression. */
  readonly values: readonly ValueColumn[];
}

export interface ValueColumn {
  readonly title: string;
  readonly expr: Promql;
  /** Grafana's unit id. */
  readonly unit: string;
  readonly decimals?: number;
  /** In pixels. Defaults to what its title needs; the labels' columns share the rest. */
  readonly width?: number;
  /** Colours the cell. */
  readonly thresholds?: Builder<ThresholdsConfig>;
  /** Words for numbers; colours the cell. */
  readonly mappings?: ValueMapping[];
}

/** A row for each set of labels. Any other label and the time are dropped. */
export function table(title: string, { labels, values, ...text }: TableOptions): Table {
  const titles = {
    ...labels,
    ...Object.fromEntries(values.map(({ title }, i) => [fieldName(i, values.length), title])),
  };
  const fields = Object.keys(titles);
  const panel = framed(new Table(), title, text)
    .targets(values.map(({ expr }) => rowsOf(expr)))
    .showHeader(true)
    // Grafana's default of 150 pushes columns out of sight before a narrow window needs it.
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
  for (const column of values) panel.overrideByName(column.title, looks(column));
  return panel;
}

/** Which rows come first: those that want attention. For a table's `.sortBy()`. */
export const byColumn = (title: string, order: "ascending" | "descending" = "ascending") => [
  new TableSortByFieldStateBuilder().displayName(title).desc(order === "descending"),
];

/** In pixels: a bold title of Grafana's tables with its margins and the arrow of its order. */
const widthOf = (title: string): number => Math.max(80, 7 * title.length + 32);

/** How Grafana names the field of a table's nth query. */
const fieldName = (query: number, of: number): string =>
  of === 1 ? "Value" : `Value #${String.fromCharCode(65 + query)}`;

/** A column's own settings, as Grafana's field overrides. */
function looks({
  title,
  unit,
  decimals,
  width = widthOf(title),
  thresholds,
  mappings,
}: ValueColumn): DynamicConfigValue[] {
  const coloured = thresholds || mappings ? { type: TableCellDisplayMode.ColorBackground, mode: "basic" } : undefined;
  const settings = {
    unit,
    decimals,
    // Without any, Grafana paints what has neither word nor value green.
    thresholds: coloured && behindCells(thresholds ?? steps()).build(),
    mappings: mappings && wordsInCells(mappings),
    "custom.width": width,
    "custom.cellOptions": coloured,
  };
  return Object.entries(settings).flatMap(([id, value]) => (value === undefined ? [] : [{ id, value }]));
}
