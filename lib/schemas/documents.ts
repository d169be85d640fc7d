// Every document that has a schema. `npm run schemas` reads this file.
export type { AlertmanagerConfig } from "./alertmanager.ts";
export type { BlackboxConfig } from "./blackbox.ts";
export type { DashboardDocument, PanelDocuments } from "./dashboard.ts";
export type { DashboardProvisioning, DatasourceProvisioning } from "./grafana.ts";
export type { LokiConfig, PromtailConfig } from "./logs.ts";
export type { PrometheusConfig, RuleFile, RuleTestFile } from "./prometheus.ts";
