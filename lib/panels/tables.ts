import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import { TableCellDisplayMode } from "@grafana/grafana-foundation-sdk/common";
import type { DynamicConfigValue, ThresholdsConfig, ValueMapping } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder as Table } from "@grafana/grafana-foundation-sdk/table";
import { type PanelOptions, withValues } from "./frame.ts";

export interface TableOptions extends PanelOptions {
  /**
   * What to show, in this order: a label's name, or `Value` (with several queries `Value #A`, `Value #B`...), to its
   * column. Everything else is dropped. A column without a unit of its own has the table's.
   */
  readonly columns: Readonly<Record<string, string | Column>>;
}

export interface Column {
  readonly title: string;
  readonly unit?: string;
  readonly decimals?: number;
  /** In pixels; the columns without share the rest. */
  readonly width?: number;
  /** Colours the cell. */
  readonly thresholds?: Builder<ThresholdsConfig>;
  /** Words for numbers; colours the cell. */
  readonly mappings?: ValueMapping[];
}

/** A row a series. Queries are made with `rowsOf()`; the rows of several are merged where their shown labels agree. */
export function table(title: string, options: TableOptions): Table {
  const columns = Object.entries(options.columns).map(([name, column]) => ({ name, column: described(column) }));
  const panel = withValues(new Table(), title, options)
    .showHeader(true)
    .withTransformation({
      id: "filterFieldsByName",
      options: { include: { names: columns.map(({ name }) => name) } },
    })
    .withTransformation({ id: "merge", options: {} })
    .withTransformation({
      id: "organize",
      options: {
        renameByName: Object.fromEntries(columns.map(({ name, column }) => [name, column.title])),
        indexByName: Object.fromEntries(columns.map(({ name }, index) => [name, index])),
        excludeByName: {},
      },
    });
  for (const { column } of columns) panel.overrideByName(column.title, looks(column));
  return panel;
}

const described = (column: string | Column): Column => (typeof column === "string" ? { title: column } : column);

/** A column's own settings, as Grafana's field overrides. */
function looks({ unit, decimals, width, thresholds, mappings }: Column): DynamicConfigValue[] {
  const coloured = thresholds || mappings ? { type: TableCellDisplayMode.ColorBackground, mode: "basic" } : undefined;
  const settings = {
    unit,
    decimals,
    thresholds: thresholds?.build(),
    mappings,
    "custom.width": width,
    "custom.cellOptions": coloured,
  };
  return Object.entries(settings).flatMap(([id, value]) => (value === undefined ? [] : [{ id, value }]));
}
