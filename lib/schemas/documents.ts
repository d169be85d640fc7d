// Every document and definition that has a schema. `npm run schemas` reads this file.
import type { DashboardDefinition, Line, Row, Team } from "../model/model.ts";

export type { Alerting } from "../model/alerting.ts";
export type { ProjectConfig } from "../model/config.ts";
export type { Stack } from "../model/facts.ts";
export type { LogPipelineDefinition } from "../model/logs.ts";
export type { DatasourceDefinition, GroupExamples, MetricCatalog, RuleGroupDraft } from "../model/model.ts";
export type { Scale } from "../model/scale.ts";
export type { DashboardDocument, DashboardProvisioning, DatasourceProvisioning, PanelDocuments } from "./grafana.ts";
export type { LokiConfig, LokiOverrides, PromtailConfig } from "./logs.ts";
export type { AlertmanagerConfig, BlackboxConfig, PrometheusConfig, RuleFile, RuleTestFile } from "./prometheus.ts";

export type Teams = Readonly<Record<string, Team>>;

/** A dashboard's definition but for the SDK's builders in it: they are objects of many kinds, and hold functions. */
export type DashboardOutline = Omit<DashboardDefinition, "rows" | "variables"> & {
  readonly rows: readonly (Omit<Row, "lines"> & {
    readonly lines: readonly (Omit<Line, "panels"> & { readonly panels: readonly unknown[] })[];
  })[];
  readonly variables?: readonly unknown[];
};
