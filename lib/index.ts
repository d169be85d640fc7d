// The authoring entry point: what a project needs to write its definitions.
export { eq, neq } from "./alerting/matchers.ts";
export { baseline } from "./authoring/baseline.ts";
export * from "./authoring/define.ts";
export { clickedValue, exploreLogs } from "./authoring/explore.ts";
export { parseFields } from "./authoring/logs/fields.ts";
export { levels, normalizedLevel } from "./authoring/logs/levels.ts";
export { dropNoise, joinStackTraces } from "./authoring/logs/noise.ts";
export { goMetrics } from "./metrics/go.ts";
export * as metric from "./metrics/metric.ts";
export type * from "./model/alerting.ts";
export { durationSeconds, inWords } from "./model/duration.ts";
export type * from "./model/incidents.ts";
export type * from "./model/logs.ts";
export type * from "./model/model.ts";
export type * from "./model/probes.ts";
export type { Unit } from "./model/units.ts";
export { type Promql, promql } from "./promql/promql.ts";
