// The public face: everything that a project needs to define its own monitoring.
export * from "./authoring/define.ts";
export { clickedValue, exploreLogs } from "./authoring/explore.ts";
export { goMetrics } from "./metrics/go.ts";
export { counter, gauge, histogram, summary, unknown } from "./metrics/metric.ts";
export type * from "./model/model.ts";
export type * from "./model/probes.ts";
export { describe, type Problem } from "./model/problem.ts";
export type { Unit } from "./model/units.ts";
export { type Promql, promql } from "./promql/promql.ts";
export type { GrafanaTarget } from "./push/target.ts";
