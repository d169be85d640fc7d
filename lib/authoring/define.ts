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
  RuleGroupDefinition,
} from "../model/model.ts";
import type { Promql } from "../promql/promql.ts";

/** The settings of a project, in `monitoring.config.ts` at its root. */
export const defineConfig = (config: ProjectConfig): ProjectConfig => config;

/** A dashboard; its file's name is its uid. */
export const defineDashboard = (dashboard: DashboardDefinition): DashboardDefinition => dashboard;

/** A rule group; its file's name is the group's name. */
export const defineRules = (group: RuleGroupDefinition): RuleGroupDefinition => group;

/** An alerting rule. Every field that people on call need is required. */
export const alert = (name: string, rule: Omit<AlertRule, "alert">): AlertRule => ({ alert: name, ...rule });

/** A recording rule, named `level:metric:operation`. Source: https://prometheus.io/docs/practices/rules/ */
export const record = (name: string, expr: Promql, help: string, labels?: RecordingRule["labels"]): RecordingRule =>
  labels ? { record: name, expr, help, labels } : { record: name, expr, help };

/** A row: one section of a dashboard, made of lines of panels. */
export const row = (title: string, ...lines: readonly Line[]): Row => ({ title, lines, collapsed: false });

/** A row that is opened on demand, for panels that are rarely read or have expensive queries. */
export const collapsedRow = (title: string, ...lines: readonly Line[]): Row => ({ title, lines, collapsed: true });

/** Panels in no row: above the first one, or on a dashboard without rows. */
export const rowless = (...lines: readonly Line[]): Row => row("", ...lines);

/** Alertmanager's configuration, in `alerting/alertmanager.ts`. */
export const defineAlerting = (alerting: Alerting): Alerting => alerting;

/**
 * Panels that share a line's width evenly; one with a `.span()` keeps it.
 * @param height of every panel, in Grafana's grid units of 30 px
 */
export const line = (height: number, panels: readonly Builder<Panel>[]): Line => ({ height, panels });

/** Panels that keep the position of their own `.gridPos()`. @param height of all of them together, in grid units */
export const placed = (height: number, panels: readonly Builder<Panel>[]): Line => ({ height, panels, placed: true });

/** The metrics that an exporter exposes; its file's name is the exporter's. */
export const defineMetrics = <E extends MetricCatalog>(exporter: E): E => exporter;

/** A Grafana datasource; its file's name is its uid. */
export const defineDatasource = (datasource: DatasourceDefinition): DatasourceDefinition => datasource;

/** A log pipeline, for Alloy and Promtail; its file's name is its job. */
export const defineLogPipeline = (pipeline: LogPipelineDefinition): LogPipelineDefinition => pipeline;
