import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import type { Alerting } from "../model/alerting.ts";
import type { ProjectConfig } from "../model/config.ts";
import { type AutoGrid, fixedGrid } from "../model/dashboards.ts";
import type { LogPipelineDefinition } from "../model/logs.ts";
import type {
  AlertDraft,
  AlertExamples,
  DashboardDefinition,
  DatasourceDefinition,
  GroupExamples,
  GroupRunbooks,
  Line,
  LogRuleGroup,
  Row,
  RuleGroupDraft,
  Runbook,
  Severity,
  SeverityExamples,
  ShowIf,
} from "../model/model.ts";
import { dedent } from "../promql/promql.ts";

/** The settings of a project, in `monitoring.config.ts` at its root. */
export const defineConfig = (config: ProjectConfig): ProjectConfig => config;

/** A dashboard; the name of its file is its uid. */
export const defineDashboard = (dashboard: DashboardDefinition): DashboardDefinition => dashboard;

/** A row: one titled section of a dashboard, made of lines of panels. */
export const row = (title: string, ...lines: readonly Line[]): Row => ({ title, lines, collapsed: false });

/** A row that is closed at first, for panels that are rarely read or have expensive queries. */
export const collapsedRow = (title: string, ...lines: readonly Line[]): Row => ({ title, lines, collapsed: true });

/**
 * Rows of one tab, for `schema: "v2"`: `rows: [...tab("Consumers", lag, groups), ...tab("Brokers", brokers)]`. All rows of
 * a dashboard are in tabs, or none. Classic JSON has no tabs: there the rows follow each other. Panels without a row get
 * one with the tab's title.
 */
export const tab = (title: string, ...rows: readonly Row[]): Row[] =>
  rows.map((one) => ({ ...one, title: one.title || title, tab: title }));

/**
 * A row that is shown only under a condition, for `schema: "v2"`: `showIf({ variable: "engine", is: "redis" }, row(...))`.
 * Classic JSON has no conditions: there it is always shown.
 */
export function showIf(condition: ShowIf, shown: Row): Row;
/** The same of a tab: `...showIf({ variable: "engine", is: "redis" }, tab("Redis", memory, clients))`. */
export function showIf(condition: ShowIf, shown: readonly Row[]): Row[];
/** The same of a panel in an `autoRow()`: Grafana has no conditions of panels that have a place of their own. */
export function showIf(condition: ShowIf, shown: Builder<Panel>): Builder<Panel>;
export function showIf(condition: ShowIf, shown: Row | readonly Row[] | Builder<Panel>): Row | Row[] | Builder<Panel> {
  if (isRows(shown)) return shown.map((one) => ({ ...one, tabShowIf: condition }));
  if ("lines" in shown) return { ...shown, showIf: condition };
  return changed(shown, (panel) => ({ ...panel, showIf: condition }));
}

const isRows = (shown: object): shown is readonly Row[] => Array.isArray(shown);

/** A builder of what another one builds, changed. */
const changed = (builder: Builder<Panel>, change: (panel: Panel) => Panel): Builder<Panel> => ({
  build: () => change(builder.build()),
});

/**
 * A row whose panels have one size and are laid out by the width of the screen, for `schema: "v2"`:
 * `autoRow("Engines", [redis, showIf({ hasData: true }, mysql)], { columns: 4 })`. Classic JSON has them in lines of as many
 * panels.
 */
export function autoRow(title: string, shown: readonly Builder<Panel>[], grid: AutoGrid = {}): Row {
  const { count, w, h } = fixedGrid(grid);
  const sized = shown.map((builder) =>
    changed(builder, (panel) => ({ ...panel, gridPos: { x: 0, y: 0, ...panel.gridPos, w, h } })),
  );
  const lines = Array.from({ length: Math.ceil(sized.length / count) }, (_, i) =>
    line(h, sized.slice(i * count, (i + 1) * count)),
  );
  return { ...row(title, ...lines), autoGrid: grid };
}

/** Panels outside every row: above the first one, or on a dashboard without rows. */
export const ungrouped = (...lines: readonly Line[]): Row => row("", ...lines);

/** The whole configuration of Alertmanager; its parts can stand in other files of the folder. */
export const defineAlerting = (alerting: Alerting): Alerting => alerting;

/**
 * Panels next to each other that share the width evenly; a panel with a `.span()` keeps its width.
 * @param height of every panel, in Grafana's grid units of 30 px
 */
export const line = (height: number, panels: readonly Builder<Panel>[]): Line => ({ height, panels });

/** Panels at the positions of their own `.gridPos()`. @param height of all of them together, in grid units of 30 px */
export const withGridPos = (height: number, panels: readonly Builder<Panel>[]): Line => ({
  height,
  panels,
  placed: true,
});

/** A Grafana datasource; the name of its file is its uid. */
export const defineDatasource = (datasource: DatasourceDefinition): DatasourceDefinition => datasource;

/** A log pipeline for Promtail and Alloy; the name of its file is its job. */
export const defineLogPipeline = (pipeline: LogPipelineDefinition): LogPipelineDefinition => pipeline;

/** Alerts about log lines, in `log-alerts/`; the name of the file is the group's name in Loki. */
export const defineLogAlerts = ({ rules, ...group }: LogRuleGroup): LogRuleGroup => ({
  ...group,
  // Plain JavaScript can lack an expression: the schema says so, with the alert's place.
  rules: rules.map((rule) => ({ ...rule, ...(typeof rule.expr === "string" && { expr: dedent(rule.expr) }) })),
});

/** Runbooks for alerts of a group, by the alert's name. */
type RunbooksOf<G extends RuleGroupDraft> = {
  readonly [N in Extract<G["rules"][number], { readonly alert: string }>["alert"]]?: Runbook;
};

/**
 * Runbooks of a rule group's alerts, in a file next to it: `rules/redis.runbooks.ts` for `rules/redis.ts`.
 * @example
 * import type redis from "./redis.ts";
 * export default defineRunbooks<typeof redis>({ RedisDown: { check: [...], found: {...}, ... } });
 */
export const defineRunbooks = <G extends RuleGroupDraft>(runbooks: RunbooksOf<G>): GroupRunbooks =>
  runbooks as GroupRunbooks;

/** The alerts of a group that have no examples of their own. */
type DraftsOf<G extends RuleGroupDraft> = Extract<G["rules"][number], { readonly examples?: undefined }> & AlertDraft;

/** Examples for each alert of a group that has none of its own; by severity for an alert with several. */
export type ExamplesOf<G extends RuleGroupDraft> = {
  readonly [N in DraftsOf<G>["alert"]]: BySeverity<N, (DraftsOf<G> & { readonly alert: N })["severity"]>;
};

/** TypeScript does not know the severities of a name that is computed. */
type BySeverity<N extends string, S extends Severity> =
  Record<never, unknown> extends Record<N, unknown>
    ? AlertExamples | SeverityExamples
    : IsUnion<S> extends true
      ? Readonly<Record<S, AlertExamples>>
      : AlertExamples;

type IsUnion<T, All = T> = (T extends unknown ? ([All] extends [T] ? false : true) : never) extends false
  ? false
  : true;

/**
 * The examples of a rule group's alerts, in a file next to it: `rules/redis.examples.ts` for `rules/redis.ts`.
 * @example
 * import type redis from "./redis.ts";
 * export default defineExamples<typeof redis>({ RedisDown: { fires: [...], quiet: [...] } });
 */
export const defineExamples = <G extends RuleGroupDraft>(examples: ExamplesOf<G>): GroupExamples => examples;
