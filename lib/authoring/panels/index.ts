// The house style in one place: every function returns a builder of the SDK with our defaults, so all its options chain.
export {
  barGauge,
  bars,
  gauge,
  heatmap,
  legend,
  pie,
  sideLegend,
  stacked,
  stat,
  stateTimeline,
  statusHistory,
  timeseries,
  tooltip,
  upOrDown,
  valueMappings,
  withBaselineBand,
} from "./charts.ts";
export {
  asBuilder,
  buckets,
  fixedColor,
  instant,
  logql,
  query,
  topSeries,
  valueMappingColors,
  withJson,
} from "./frame.ts";
export { byColumn, logs, note, table } from "./tables.ts";
export * as thresholds from "./thresholds.ts";
export { dashboardLink, labelVariable } from "./variables.ts";
