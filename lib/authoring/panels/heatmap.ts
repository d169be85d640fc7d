import {
  PanelBuilder as Heatmap,
  HeatmapColorMode,
  HeatmapColorOptionsBuilder,
  YAxisConfigBuilder,
} from "@grafana/grafana-foundation-sdk/heatmap";
import { type PanelOptions, withValues } from "./frame.ts";

/** How values are distributed over time. Queries are made with `buckets()`; the unit is that of the buckets' bounds. */
export const heatmap = (title: string, options: PanelOptions): Heatmap =>
  withValues(new Heatmap(), title, options)
    .calculate(false)
    .color(new HeatmapColorOptionsBuilder().mode(HeatmapColorMode.Scheme).scheme("Oranges").steps(64))
    .yAxis(new YAxisConfigBuilder().unit(options.unit));
