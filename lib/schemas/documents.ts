// Every document that has a schema. `npm run schemas` reads this file.
export type { DashboardDocument, PanelDocuments } from "./dashboard.ts";
export type { PrometheusConfig, RuleFile, RuleTestFile } from "./prometheus.ts";
