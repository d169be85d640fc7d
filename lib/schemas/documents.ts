// Every document and definition that has a schema. `npm run schemas` reads this file.

export type { Alerting } from "../model/alerting.ts";
export type { ProjectConfig } from "../model/config.ts";
export type { Stack } from "../model/facts.ts";
export type { LogPipelineDefinition } from "../model/logs.ts";
export type { DatasourceDefinition, GroupExamples, MetricCatalog, RuleGroupDraft } from "../model/model.ts";
export type { Scale } from "../model/scale.ts";
export type { AlertmanagerConfig } from "./alertmanager.ts";
export type { BlackboxConfig } from "./blackbox.ts";
export type { DashboardDocument, PanelDocuments } from "./dashboard.ts";
export type { DashboardOutline, Teams } from "./definitions.ts";
export type { DashboardProvisioning, DatasourceProvisioning } from "./grafana.ts";
export type { LokiConfig, LokiOverrides, PromtailConfig } from "./logs.ts";
export type { PrometheusConfig, RuleFile, RuleTestFile } from "./prometheus.ts";
