import type { DashboardDefinition, Line, Row, Team } from "../model/model.ts";

export type Teams = Readonly<Record<string, Team>>;

/** A dashboard's definition but for the SDK's builders in it: they are objects of many kinds, and hold functions. */
export type DashboardOutline = Omit<DashboardDefinition, "rows" | "variables"> & {
  readonly rows: readonly (Omit<Row, "lines"> & {
    readonly lines: readonly (Omit<Line, "panels"> & { readonly panels: readonly unknown[] })[];
  })[];
  readonly variables?: readonly unknown[];
};
