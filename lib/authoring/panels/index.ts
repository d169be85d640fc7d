// House style in one place: every function returns the SDK's builder with our defaults, so every option still chains.
export { fixedColor, wordsInCells } from "./colors.ts";
export { heatmap } from "./heatmap.ts";
export { largest } from "./largest.ts";
export { boardLink } from "./links.ts";
export { buckets, instant, logql, query } from "./queries.ts";
export { asBuilder, withJson } from "./raw.ts";
export { stateTimeline, statusHistory, upOrDown, words } from "./states.ts";
export { above, below, limitLines, steps, stepsFrom } from "./steps.ts";
export { byColumn, table } from "./tables.ts";
export { logs, note } from "./text.ts";
export { bars, legend, sideLegend, stacked, timeseries, tooltip } from "./timeseries.ts";
export { againstUsual } from "./usual.ts";
export { barGauge, gauge, pie, stat } from "./values.ts";
export { labelVariable } from "./variables.ts";
