import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import type { Dashboard, Panel, VariableModel } from "@grafana/grafana-foundation-sdk/dashboard";
import type { Promql } from "../promql/promql.ts";
import type { Alerting } from "./alerting.ts";
import type { ComposeFile } from "./compose.ts";
import type { Duration } from "./duration.ts";
import type { Links, Retention, Stack, Team } from "./facts.ts";
import type { LogPipelineDefinition } from "./logs.ts";
import type { Probes } from "./probes.ts";
import type { DashboardReference } from "./reference.ts";
import type { AlertKind, Concern, DomainName, Severity, TeamName } from "./register.ts";
import type { Samples } from "./samples.ts";
import type { Unit } from "./units.ts";

export type { Duration } from "./duration.ts";
export type * from "./facts.ts";
export type * from "./register.ts";
export type * from "./samples.ts";

// ---------------------------------------------------------------- metric catalogs

export type MetricType = "counter" | "gauge" | "histogram" | "summary" | "unknown";

export interface Metric {
  readonly type: MetricType;
  /** Labels of its own; `job` and `instance` come with every scrape. `le` and `quantile` come with the type. */
  readonly labels: readonly string[];
  readonly unit?: Unit;
  readonly help: string;
  /** Every value that a label can have, for labels that are closed. */
  readonly values?: Readonly<Record<string, readonly string[]>>;
  /** Smallest and largest value that it can have. */
  readonly range?: readonly [min: number, max: number];
  /** Its exporter calls it a gauge, yet it only grows until a restart: rate() is as right for it as delta(). */
  readonly monotonic?: true;
  /** Upper bounds of a histogram's buckets. */
  readonly buckets?: readonly number[];
}

/** The metrics of one exporter. The name of the file is the exporter's name. */
export interface MetricCatalog {
  readonly title: string;
  /** The version of the exporter that the catalog was read from; `contract` if services must expose exactly these metrics. */
  readonly version: string;
  readonly metrics: Readonly<Record<string, Metric>>;
}

// ---------------------------------------------------------------- dashboards

export interface DashboardDefinition {
  readonly title: string;
  /** The question that the board answers. Becomes its description. */
  readonly question: string;
  readonly tags?: readonly string[];
  /** Whose alerts are marked on the board's time axis. Defaults to all. */
  readonly domains?: readonly DomainName[];
  readonly variables?: readonly Builder<VariableModel>[];
  readonly rows: readonly Row[];
  /** How far back it looks when opened. Defaults to `now-6h`. */
  readonly from?: `now-${string}`;
  readonly refresh?: Duration;
  /** Leaves out what all our boards have: their tag, data source variables, marks of alerts and menu. */
  readonly plain?: true;
  /** Fields of Grafana's JSON that there are no words for here. They win; one that is undefined is left out. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** A titled part of a board that can be folded. Without a title its panels stand under no row. */
export interface Row {
  readonly title: string;
  readonly collapsed: boolean;
  readonly lines: readonly Line[];
  /** Fields of the row's JSON that there are no words for here, such as `repeat`. They win. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** Panels beside each other, as high as each other. */
export interface Line {
  /** In Grafana's grid units of 30 px. */
  readonly height: number;
  readonly panels: readonly Builder<Panel>[];
  /** Panels stand where their own `.gridPos()` says, for boards that were drawn by hand. */
  readonly placed?: true;
}

// ---------------------------------------------------------------- datasources

export interface DatasourceDefinition {
  /** Its name in Grafana. */
  readonly title: string;
  readonly type: "prometheus" | "loki" | "alertmanager";
  /** The service of the stack that it queries. Defaults to its uid. */
  readonly service?: string;
  /** Taken where a query names none. One datasource may be the default. */
  readonly isDefault?: boolean;
  /** The plugin's own settings: Grafana's `jsonData`. No secrets. */
  readonly settings: Readonly<Record<string, unknown>>;
}

// ---------------------------------------------------------------- rules

export interface RuleGroupDefinition {
  /** How often the group is evaluated. */
  readonly interval: Duration;
  readonly rules: readonly Rule[];
}

export type Rule = RecordingRule | AlertRule;

export interface RecordingRule {
  readonly record: string;
  readonly expr: Promql;
  readonly labels?: Readonly<Record<string, string>>;
  /** What it measures, in our words. */
  readonly help: string;
}

export interface AlertRule {
  readonly alert: string;
  readonly expr: Promql;
  readonly for: Duration;
  readonly keepFiringFor?: Duration;
  readonly severity: Severity;
  readonly team: TeamName;
  readonly domain: DomainName;
  readonly concern: Concern;
  /** Defaults to `threshold`. */
  readonly kind?: AlertKind;
  /** One sentence with the labels and the value that matter; Prometheus' templates allowed. */
  readonly summary: string;
  /** What it means for the platform and its users; Prometheus' templates allowed. */
  readonly description: string;
  /** What to do first. */
  readonly action: string;
  /** The dashboard to open by its uid, or its row or panel: `panelRef("kafka", "Lag in time, by group")`. */
  readonly dashboard: string | DashboardReference;
  readonly labels?: Readonly<Record<string, string>>;
  readonly examples: AlertExamples;
}

/** At least one series for which the alert fires, and one for which it stays quiet. */
export interface AlertExamples {
  readonly fires: readonly [FiringExample, ...FiringExample[]];
  readonly quiet: readonly [Example, ...Example[]];
}

export interface Example {
  readonly name?: string;
  /**
   * Series to their samples: in promtool's notation, `{ 'up{job="node-exporter"}': "1x5 0x10" }`, or in words,
   * `steady(1).for("6m")`.
   */
  readonly given: Readonly<Record<string, string | Samples>>;
  /** Time between two samples. Defaults to `1m`. */
  readonly step?: Duration;
  /** When to look, counted from the first sample. */
  readonly at: Duration;
}

export interface FiringExample extends Example {
  /** Labels that a firing alert must have, among others. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Words that the rendered summary or description must contain. */
  readonly says?: string | readonly string[];
}

// ---------------------------------------------------------------- model

/** A definition with the file that it stands in; the file's name is its identity. */
export interface Defined<T> {
  readonly name: string;
  /** Path from the project's root, such as `rules/kafka.ts`. */
  readonly file: string;
  readonly definition: T;
}

export interface DefinedDashboard extends Defined<DashboardDefinition> {
  /** What Grafana reads: classic (v1) dashboard JSON. */
  readonly json: Dashboard;
}

/** Everything that is defined, loaded: what checks prove and emitters write. */
export interface Model {
  readonly stack: Stack;
  readonly links: Links;
  readonly teams: Readonly<Record<string, Team>>;
  /** Absent where no logs are stored. */
  readonly retention?: Retention;
  /** Absent where nothing is probed. */
  readonly probes?: Probes;
  readonly catalogs: readonly Defined<MetricCatalog>[];
  readonly dashboards: readonly DefinedDashboard[];
  readonly rules: readonly Defined<RuleGroupDefinition>[];
  /** Absent where a project leaves Alertmanager to somebody else. */
  readonly alerting?: Defined<Alerting>;
  readonly datasources: readonly Defined<DatasourceDefinition>[];
  readonly logs: readonly Defined<LogPipelineDefinition>[];
  /** Absent where a project brings no compose file. */
  readonly compose?: Defined<ComposeFile>;
}
