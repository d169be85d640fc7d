// The house style in one place: every function returns a builder of the SDK with our defaults, so all its options chain.
export { withBaselineBand } from "./baseline-band.ts";
export { fixedColor, valueMappingColors } from "./colors.ts";
export { asBuilder, withJson } from "./json.ts";
export { buckets, instant, logql, query, topSeries } from "./queries.ts";
export { byColumn, table } from "./tables.ts";
export { logs, note } from "./text.ts";
export * as thresholds from "./thresholds.ts";
export { bars, heatmap, legend, sideLegend, stacked, timeseries, tooltip } from "./timeseries.ts";
export { barGauge, gauge, pie, stat, stateTimeline, statusHistory, upOrDown, valueMappings } from "./values.ts";
export { dashboardLink, labelVariable } from "./variables.ts";
