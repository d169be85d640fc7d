// The public face: everything that a project needs to define its own monitoring.
export * from "./define.ts";
export { clickedValue, exploreLogs } from "./grafana/explore.ts";
export type * from "./model.ts";
export type * from "./probes/probes.ts";
export { describe, type Problem } from "./problem.ts";
export { type Promql, promql } from "./promql/promql.ts";
export type { GrafanaTarget } from "./push/target.ts";
export type { Unit } from "./units.ts";
export { goMetrics } from "./vocabulary/go.ts";
export { counter, gauge, histogram, summary, unknown } from "./vocabulary/metric.ts";
