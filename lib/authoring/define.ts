import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import type { Alerting } from "../model/alerting.ts";
import type { ProjectConfig } from "../model/config.ts";
import type { LogPipelineDefinition } from "../model/logs.ts";
import type {
  AlertRule,
  DashboardDefinition,
  DatasourceDefinition,
  Line,
  MetricCatalog,
  RecordingRule,
  Row,
  Rule,
  RuleGroupDefinition,
  Severity,
} from "../model/model.ts";
import type { Promql } from "../promql/promql.ts";

/** The settings of a project, in `monitoring.config.ts` at its root. */
export const defineConfig = (config: ProjectConfig): ProjectConfig => config;

/** A dashboard; the name of its file is its uid. */
export const defineDashboard = (dashboard: DashboardDefinition): DashboardDefinition => dashboard;

/** The rules of a group, where `alert()` with several severities, `slo()` and `baseline()` make several rules each. */
export interface RuleGroup extends Omit<RuleGroupDefinition, "rules"> {
  readonly rules: readonly (Rule | readonly Rule[])[];
}

/** A rule group; the name of its file is the group's name. */
export const defineRules = ({ rules, ...group }: RuleGroup): RuleGroupDefinition => ({ ...group, rules: rules.flat() });

/** An alert with several severities: the fields that all have in common, and those of each severity. */
export interface AlertSeverities<L> extends SharedFields {
  /** @param limit of the severity; several values of one severity can stand in an object */
  readonly expr: (limit: L) => Promql;
  readonly severities: Readonly<Partial<Record<Severity, SeverityFields<L>>>>;
}

type SharedFields = Omit<AlertRule, "alert" | "expr" | "severity" | "for" | "examples">;

/** The fields of one severity. A field that all severities have in common can be replaced here. */
export interface SeverityFields<L> extends Pick<AlertRule, "for" | "examples">, Partial<SharedFields> {
  readonly limit: L;
}

/** An alerting rule. Every field that the notified person needs is required. */
export function alert(name: string, rule: Omit<AlertRule, "alert">): AlertRule;
/** One alerting rule for each severity, in the given order: `severities: { warning: { limit: 300, ... }, ... }`. */
export function alert<L>(name: string, rule: AlertSeverities<L>): readonly AlertRule[];
export function alert<L>(
  name: string,
  rule: Omit<AlertRule, "alert"> | AlertSeverities<L>,
): AlertRule | readonly AlertRule[] {
  if (!("severities" in rule)) return { alert: name, ...rule };
  const { expr, severities, ...shared } = rule;
  const entries = Object.entries(severities) as [Severity, SeverityFields<L>][];
  return entries.map(([severity, { limit, ...own }]) => {
    const fields: SharedFields & Pick<AlertRule, "for" | "examples"> = { ...shared, ...own };
    return { alert: name, ...fields, severity, expr: expr(limit) };
  });
}

/** A recording rule, named `level:metric:operation`. Source: https://prometheus.io/docs/practices/rules/ */
export const record = (name: string, expr: Promql, help: string, labels?: RecordingRule["labels"]): RecordingRule =>
  labels ? { record: name, expr, help, labels } : { record: name, expr, help };

/** A row: one titled section of a dashboard, made of lines of panels. */
export const row = (title: string, ...lines: readonly Line[]): Row => ({ title, lines, collapsed: false });

/** A row that is closed at first, for panels that are rarely read or have expensive queries. */
export const collapsedRow = (title: string, ...lines: readonly Line[]): Row => ({ title, lines, collapsed: true });

/** Panels outside every row: above the first one, or on a dashboard without rows. */
export const ungrouped = (...lines: readonly Line[]): Row => row("", ...lines);

/** The whole configuration of Alertmanager; its parts stand in files beside it. */
export const defineAlerting = (alerting: Alerting): Alerting => alerting;

/**
 * Panels beside each other that share the width evenly; a panel with a `.span()` keeps its width.
 * @param height of every panel, in Grafana's grid units of 30 px
 */
export const line = (height: number, panels: readonly Builder<Panel>[]): Line => ({ height, panels });

/** Panels at the positions of their own `.gridPos()`. @param height of all of them together, in grid units of 30 px */
export const withGridPos = (height: number, panels: readonly Builder<Panel>[]): Line => ({
  height,
  panels,
  placed: true,
});

/** The metrics that an exporter exposes; the name of its file is the exporter's name. */
export const defineMetrics = <E extends MetricCatalog>(exporter: E): E => exporter;

/** A Grafana datasource; the name of its file is its uid. */
export const defineDatasource = (datasource: DatasourceDefinition): DatasourceDefinition => datasource;

/** A log pipeline for Promtail and Alloy; the name of its file is its job. */
export const defineLogPipeline = (pipeline: LogPipelineDefinition): LogPipelineDefinition => pipeline;
