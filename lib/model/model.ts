import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import type { Promql } from "../promql/promql.ts";
import type { Alerting } from "./alerting.ts";
import type { ComposeFile } from "./compose.ts";
import type { Settings } from "./config.ts";
import type { DashboardDefinition } from "./dashboards.ts";
import type { Duration } from "./duration.ts";
import type { Links, Probes, Retention, Stack, Team } from "./facts.ts";
import type { LogPipelineDefinition } from "./logs.ts";
import type { MetricCatalog } from "./metrics.ts";
import type { AlertKind, Concern, DomainName, Severity, TeamName } from "./register.ts";
import type { Scale } from "./scale.ts";

export type * from "./config.ts";
export type * from "./dashboards.ts";
export type { Duration } from "./duration.ts";
export type * from "./facts.ts";
export type * from "./metrics.ts";
export type * from "./register.ts";
export type * from "./scale.ts";
export type * from "./targets.ts";

// ---------------------------------------------------------------- datasources

/** A datasource; its uid is its file's name. */
export type DatasourceDefinition = KnownDatasource | RawDatasource;

export type KnownDatasourceType = "prometheus" | "loki" | "alertmanager";

/** A datasource of another type, as Grafana's provisioning has it. Nothing of it is checked. */
export interface RawDatasource {
  /** Its name in Grafana. */
  readonly title: string;
  readonly isDefault?: boolean;
  /**
   * Fields of a provisioning file but for `uid`, `name` and `isDefault`. Grafana expands `$NAME` and `$__file{path}` in
   * it: secrets stand as such references in `secureJsonData`, which is provisioned but never pushed.
   */
  readonly raw: RawDatasourceFields;
}

export interface RawDatasourceFields {
  /** @minLength 1 */
  readonly type: string;
  readonly url?: string;
  readonly access?: "proxy" | "direct";
  readonly jsonData?: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** A datasource of a type that the library knows. */
export interface KnownDatasource {
  /** Its name in Grafana. */
  readonly title: string;
  readonly type: KnownDatasourceType;
  /** The service of the stack that it queries. Defaults to its uid. */
  readonly service?: string;
  /** Used where a query names no datasource. One datasource is the default. */
  readonly isDefault?: boolean;
  /** The plugin's own settings: Grafana's `jsonData`. No secrets. */
  readonly settings: Readonly<Record<string, unknown>>;
}

// ---------------------------------------------------------------- rules

export interface RuleGroupDefinition {
  /**
   * Without it the group is left out: `scale` for rules about a cluster of servers, else a service that the stack scrapes,
   * named as its ready catalog, such as `kafka-jmx`.
   */
  readonly requires?: string;
  /** How often the group is evaluated. */
  readonly interval: Duration;
  /** How long before the time of the evaluation its queries look, so that late samples have arrived. */
  readonly queryOffset?: Duration;
  /**
   * The most series that a rule may record and alerts that it may have; a rule with more fails. Zero is no limit.
   * @asType integer
   * @minimum 0
   */
  readonly limit?: number;
  /** Labels of every rule that has none of that name. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly rules: readonly Rule[];
}

export type Rule = RecordingRule | AlertRule;

export interface RecordingRule {
  readonly record: string;
  readonly expr: Promql;
  readonly labels?: Readonly<Record<string, string>>;
  /** What it measures. */
  readonly help: string;
  /** The recorded series whose usual value it is. Set by `baseline()`. */
  readonly baselineOf?: { readonly series: string; readonly side: "min" | "max" };
}

/** What an alert is about, who is notified, and what they read. */
export interface AlertFacts {
  readonly alert: string;
  readonly for: Duration;
  readonly severity: Severity;
  readonly team: TeamName;
  readonly domain: DomainName;
  readonly concern: Concern;
  /** Defaults to `threshold`. */
  readonly kind?: AlertKind;
  /** One sentence with the relevant labels and the value; Prometheus' templates allowed. */
  readonly summary: string;
  /** What it means for the platform and its users; Prometheus' templates allowed. */
  readonly description: string;
  /** What to do first. */
  readonly action: string;
  /** The dashboard to open by its uid, or its row or panel: `panelRef("kafka", "Time lag by group")`. */
  readonly dashboard: string | DashboardReference;
  /**
   * LogQL of the log lines that explain it, with labels of the alert: `{service="{{ $labels.job }}"}`. Defaults to the first
   * log panel of its dashboard.
   */
  readonly logs?: string;
  /** What to do step by step. A critical alert needs one; it may stand in a file of its own, see `defineRunbooks`. */
  readonly runbook?: Runbook;
  /** Rows and panels that the action names. Set by `alert()`. */
  readonly references?: readonly DashboardReference[];
  /** Further labels; Prometheus' templates allowed, except for the value. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Further annotations; Prometheus' templates allowed. */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** An alert about metrics, which Prometheus evaluates. */
export interface AlertRule extends AlertFacts {
  readonly expr: Promql;
  readonly keepFiringFor?: Duration;
  readonly examples: AlertExamples;
  /** The file of its examples, if that is not its own file. Set by the loader. */
  readonly examplesFile?: string;
}

/** An alert about log lines, which Loki's ruler evaluates. */
export interface LogAlert extends AlertFacts {
  /** LogQL. Each of its log queries is a selector with line filters. */
  readonly expr: string;
  readonly examples: LogExamples;
}

export type Alert = AlertRule | LogAlert;

/** Lines as they are written; the pipeline and the selector decide which of them the alert counts. */
export interface LogExamples {
  readonly counted: readonly [LogExample, ...LogExample[]];
  readonly ignored: readonly [LogExample, ...LogExample[]];
}

export interface LogExample {
  readonly line: string;
  /** Name of the log pipeline that reads the line. */
  readonly pipeline: string;
  /** Labels of its stream that the source gives, such as `unit`. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** Alerts that Loki's ruler evaluates; the name of the file is the group's name. */
export interface LogRuleGroup {
  /** How often the group is evaluated. */
  readonly interval: Duration;
  readonly rules: readonly LogAlert[];
}

/** What somebody does at night who does not know the system. Texts are Markdown; commands stand in backticks. */
export interface Runbook {
  /** What to look at, in this order: each with its command, and what its output means. */
  readonly check: readonly [string, ...string[]];
  /** What was found, and what to do then: `{ "The disk is full": ["Run `df -h`.", ...] }`. */
  readonly found: Readonly<Record<string, readonly [string, ...string[]]>>;
  /** How to take back what was done. */
  readonly undo: string;
  /** How to know that it is over. */
  readonly verify: string;
  /** Who else to call, and when: `{ network: "if packets are lost between hosts" }`. */
  readonly call: Readonly<Partial<Record<TeamName, string>>>;
}

/** The runbooks of a group's alerts, by the alert's name; all severities of an alert share one. */
export type GroupRunbooks = Readonly<Record<string, Runbook>>;

/** An alert as its file defines it: its examples may stand in a file next to it. */
export interface AlertDraft extends Omit<AlertRule, "examples" | "examplesFile"> {
  readonly examples?: AlertExamples | undefined;
}

/** A rule group as its file defines it. */
export interface RuleGroupDraft extends Omit<RuleGroupDefinition, "rules"> {
  readonly rules: readonly (RecordingRule | AlertDraft)[];
}

/** The examples of a group's alerts, by the alert's name, and by severity where an alert has several. */
export type GroupExamples = Readonly<Record<string, AlertExamples | SeverityExamples>>;

export type SeverityExamples = Readonly<Partial<Record<Severity, AlertExamples>>>;

/** At least one example in which the alert fires, and one in which it does not. */
export interface AlertExamples {
  readonly fires: readonly [FiringExample, ...FiringExample[]];
  readonly quiet: readonly [Example, ...Example[]];
}

export interface Example {
  readonly name?: string;
  /**
   * Series to their samples: in promtool's notation, `{ 'up{job="node-exporter"}': "1x5 0x10" }`, or made by functions,
   * `steady(1).for("6m")`.
   */
  readonly series: Readonly<Record<string, string | Samples>>;
  /** Time between two samples. Defaults to `1m`. */
  readonly step?: Duration;
  /** When the alert is evaluated, from the first sample. */
  readonly at: Duration;
}

export interface FiringExample extends Example {
  /** Labels that a firing alert must have, among others. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Text, or several, that the rendered summary or description must contain. */
  readonly message?: string | readonly string[];
}

// ---------------------------------------------------------------- model

/** A definition with its file; the file's name is its identity. */
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

export interface RulePart {
  readonly rules: readonly Defined<RuleGroupDefinition>[];
  /** Whether it is the one for which checks report what concerns all rules together. */
  readonly isLast: boolean;
}

/** Everything that a project defines, loaded: the input of checks and emitters. */
export interface Model {
  readonly settings: Settings;
  readonly stack: Stack;
  readonly links: Links;
  readonly teams: Readonly<Record<string, Team>>;
  /** Absent where no logs are stored. */
  readonly retention?: Retention;
  /** Absent where nothing is probed. */
  readonly probes?: Probes;
  /** Absent where one machine runs everything. */
  readonly scale?: Scale;
  readonly catalogs: readonly Defined<MetricCatalog>[];
  readonly dashboards: readonly DefinedDashboard[];
  readonly rules: readonly Defined<RuleGroupDefinition>[];
  /** The rules that checks report about, where threads share them. The others are read for what they record. */
  readonly part?: RulePart;
  /** Absent where a project leaves Alertmanager to somebody else. */
  readonly alerting?: Defined<Alerting>;
  readonly datasources: readonly Defined<DatasourceDefinition>[];
  readonly logs: readonly Defined<LogPipelineDefinition>[];
  readonly logAlerts: readonly Defined<LogRuleGroup>[];
  /** Absent where a project brings no compose file. */
  readonly compose?: Defined<ComposeFile>;
  /** What `up --scale` adds to it: `docker-compose.scale.yml` beside it. Read only where there is a `scale.ts`. */
  readonly overlay?: Defined<ComposeFile>;
}

/** A dashboard, or one of its rows or panels. */
export interface DashboardReference {
  /** The dashboard's uid, which is the name of its file. */
  readonly uid: string;
  /** The row's title. */
  readonly row?: string;
  /** The panel's title. */
  readonly panel?: string;
}

/** A panel of a dashboard, by the dashboard's uid and the panel's title. The check `alert-panel` proves that it exists. */
export const panelRef = (uid: string, panel: string): DashboardReference => ({ uid, panel });

/** A row of a dashboard, by the dashboard's uid and the row's title. The check `alert-panel` proves that it exists. */
export const rowRef = (uid: string, row: string): DashboardReference => ({ uid, row });

/** The uid of a reference, which may be the uid itself. */
export const uidOf = (reference: string | DashboardReference): string =>
  typeof reference === "string" ? reference : reference.uid;

/**
 * Samples made by functions: `sequence(steady(1).for("2m"), steady(0).for("10m"))` is `1x1 0x9` in promtool's notation.
 * Every part has as many samples as its time contains steps of the example; the first stands at its beginning.
 */
export interface Samples {
  /** The samples in promtool's notation. @param step time between two samples, `1m` by default */
  readonly at: (step: Duration) => string;
}
