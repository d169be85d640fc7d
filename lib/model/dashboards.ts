import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import type { Panel, VariableModel } from "@grafana/grafana-foundation-sdk/dashboard";
import type { Duration } from "./duration.ts";
import type { DomainName } from "./register.ts";

export interface DashboardDefinition {
  readonly title: string;
  /** The question that the dashboard answers. Becomes its description. */
  readonly question: string;
  readonly tags?: readonly string[];
  /** Domains whose firing alerts are annotated. Defaults to all. */
  readonly domains?: readonly DomainName[];
  readonly variables?: readonly Builder<VariableModel>[];
  readonly rows: readonly Row[];
  /** Start of the time range when opened. Defaults to `now-6h`. */
  readonly from?: `now-${string}`;
  readonly refresh?: Duration;
  /** Leaves out what every dashboard has: tag, datasource variables, annotations of alerts, menu. */
  readonly plain?: true;
  /** Further fields of Grafana's JSON. They replace other fields; one that is undefined is left out. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** A titled section of a dashboard that can be collapsed. Without a title its panels stand in no row. */
export interface Row {
  readonly title: string;
  readonly collapsed: boolean;
  readonly lines: readonly Line[];
  /** The tab that it is in. Classic JSON has no tabs: there the rows of all tabs follow each other. */
  readonly tab?: string;
  /** When the tab is shown; every row of the tab says the same. Without it the tab is always shown. */
  readonly tabShowIf?: ShowIf;
  /** Without it the row is always shown, as it is in classic JSON. */
  readonly showIf?: ShowIf;
  /** Its panels stand in an auto grid, and may have conditions. Classic JSON has its lines instead. */
  readonly autoGrid?: AutoGrid;
  /** Further fields of the row's JSON, such as `repeat`. They replace other fields. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** When a row, a tab or a panel is shown: all of the conditions hold, or any of them, or that is not so. */
export type ShowIf = Conditions | { readonly not: Conditions };

/** One condition, or several of which all or any hold. */
export type Conditions = Condition | { readonly all: readonly Condition[] } | { readonly any: readonly Condition[] };

/** What Grafana 13 decides by whether to show a row, a tab or a panel: a variable's value, whether queries have data, the time range. */
export type Condition =
  | { readonly variable: string; readonly is: string }
  | { readonly variable: string; readonly isNot: string }
  /** Regular expressions of JavaScript. */
  | { readonly variable: string; readonly matches: string }
  | { readonly variable: string; readonly doesNotMatch: string }
  | { readonly hasData: boolean }
  /** The longest time range with which it is shown, such as `7d`. */
  | { readonly timeRangeUpTo: Duration };

/** Panels of equal height, next to each other. */
export interface Line {
  /** In Grafana's grid units of 30 px. */
  readonly height: number;
  readonly panels: readonly Builder<Panel>[];
  /** Panels keep the position of their own `.gridPos()`, for dashboards that were laid out by hand. */
  readonly placed?: true;
}

/** How Grafana lays panels of equal size out by the width of the screen. */
export interface AutoGrid {
  /** The most panels beside each other. Defaults to 3. */
  readonly columns?: number;
  /** The least width of a panel; a number is pixels. Defaults to `standard`. */
  readonly width?: "narrow" | "standard" | "wide" | number;
  /** The height of a panel; a number is pixels. Defaults to `standard`. */
  readonly height?: "short" | "standard" | "tall" | number;
  /** Panels are stretched to fill the screen. */
  readonly fillScreen?: true;
}

/** Grafana's grid has 24 columns; a unit of height is 30 pixels and a gap of 8. */
const gridColumns = 24;
const unitPixels = 38;
const heights = { short: 168, standard: 320, tall: 512 } as const;

/** What stands for an auto grid on the one grid of classic JSON: its most columns, and panels of one size in grid units. */
export function fixedGrid({ columns = 3, height = "standard" }: AutoGrid): { count: number; w: number; h: number } {
  const count = Math.min(gridColumns, Math.max(1, Math.floor(columns) || 1));
  const pixels = typeof height === "number" ? height : heights[height];
  return { count, w: Math.floor(gridColumns / count), h: Math.max(1, Math.round(pixels / unitPixels)) };
}
