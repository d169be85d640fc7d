import type { Dashboard, Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import { variablesOf } from "../../lib/emit/grafana.ts";
import { isRow } from "../../lib/emit/layout.ts";

/** One query of a dashboard, with the panel that asks it. */
interface PanelQuery {
  readonly panel: string;
  readonly refId: string;
  readonly datasource: "prometheus" | "loki";
  readonly expr: string;
}

/** Every query of every panel, those in collapsed rows too. */
export const panelQueries = ({ panels = [] }: Dashboard): PanelQuery[] =>
  panels.flatMap((panel) => (isRow(panel) ? panel.panels : [panel])).flatMap(queriesOf);

interface Target {
  readonly refId: string;
  readonly expr?: string;
  readonly datasource?: { readonly type?: string };
}

const queriesOf = ({ title = "", targets = [] }: Panel): PanelQuery[] =>
  (targets as unknown as Target[]).map(({ refId, expr = "", datasource }) => ({
    panel: title,
    refId,
    expr,
    datasource: datasource?.type === "loki" ? "loki" : "prometheus",
  }));

/** What a board's variables are set to when it is opened; one that stands at All without a text of its own is left out. */
export const openingValues = (board: Dashboard): Record<string, string> =>
  Object.fromEntries(
    variablesOf(board).flatMap(({ name, current, allValue }) => {
      const value = current?.value === "$__all" ? allValue : current?.value;
      return typeof value === "string" ? [[name, value]] : [];
    }),
  );

const variable = /\$\{(\w+)(?::\w+)?\}|\$(\w+)/g;

/**
 * Puts values in place of a query's variables, as Grafana does.
 * @param values of Grafana's own (`__rate_interval`) and the dashboard's; one that has none becomes `.+`, as for All
 */
export const interpolate = (expr: string, values: Readonly<Record<string, string>>): string =>
  expr.replace(
    variable,
    (_, braced: string | undefined, plain: string | undefined) => values[braced ?? plain ?? ""] ?? ".+",
  );
