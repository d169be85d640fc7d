// The authoring entry point: everything that a project needs to write its definitions.
export * as units from "@grafana/grafana-foundation-sdk/units";
export { eq, neq } from "./alerting/matchers.ts";
export * from "./authoring/define.ts";
export {
  clickedValue,
  dropNoise,
  exploreLogs,
  joinStackTraces,
  levels,
  normalizedLevel,
  parseFields,
  quoted,
  redactSecrets,
} from "./authoring/logs.ts";
export * as panels from "./authoring/panels/index.ts";
export type {
  AlertSeverities,
  NamedAlert,
  OneSeverity,
  RuleGroup,
  SeverityFields,
  SharedFields,
} from "./authoring/rules.ts";
export { alert, baseline, defineRules, ownerTemplate, type ReferringText, record, text } from "./authoring/rules.ts";
export * as samples from "./authoring/samples.ts";
export { type Slo, type SloOptions, slo } from "./authoring/slo.ts";
export * from "./metrics/define.ts";
export type * from "./model/alerting.ts";
export { durationSeconds, formatDuration } from "./model/duration.ts";
export { scrapeTimeout } from "./model/facts.ts";
export type * from "./model/logs.ts";
export type * from "./model/model.ts";
export { panelRef, rowRef } from "./model/model.ts";
export { absentTargets } from "./model/targets.ts";
export { type Promql, promql } from "./promql/promql.ts";
