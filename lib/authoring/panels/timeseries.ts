import {
  BarAlignment,
  GraphDrawStyle,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import {
  PanelBuilder as Heatmap,
  HeatmapColorMode,
  HeatmapColorOptionsBuilder,
  YAxisConfigBuilder,
} from "@grafana/grafana-foundation-sdk/heatmap";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/timeseries";
import { type PanelOptions, withValues } from "./frame.ts";

/** Values over time as lines from zero. The legend names every series; thresholds are dashed lines. */
export function timeseries(title: string, options: PanelOptions): PanelBuilder {
  const panel = withValues(new PanelBuilder(), title, options)
    .lineWidth(2)
    .fillOpacity(0)
    .showPoints(VisibilityMode.Never)
    .axisSoftMin(0)
    .legend(legend())
    .tooltip(tooltip());
  return options.thresholds ? panel.thresholdsStyle(thresholdLine()) : panel;
}

/** A time series panel with stacked series, for parts of a whole. */
export const stacked = (title: string, options: PanelOptions): PanelBuilder =>
  timeseries(title, options)
    .fillOpacity(40)
    .lineWidth(0)
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal));

/**
 * Bars over time, for events counted per bar: `increase(x[$__interval])`. A bar covers at least five minutes, so that it
 * contains several scrapes of every job.
 */
export const bars = (title: string, options: PanelOptions): PanelBuilder =>
  stacked(title, options)
    .drawStyle(GraphDrawStyle.Bars)
    .barAlignment(BarAlignment.Center)
    .fillOpacity(80)
    .interval("5m")
    .maxDataPoints(100);

/** How values are distributed over time. Queries are made with `buckets()`; the unit is that of the bucket bounds. */
export const heatmap = (title: string, options: PanelOptions): Heatmap =>
  withValues(new Heatmap(), title, options)
    .calculate(false)
    .color(new HeatmapColorOptionsBuilder().mode(HeatmapColorMode.Scheme).scheme("Oranges").steps(64))
    .yAxis(new YAxisConfigBuilder().unit(options.unit));

/** A legend below the panel, which the SDK hides by default: a list, or a table if it has calculations such as "max". */
export const legend = (...calcs: readonly string[]): VizLegendOptionsBuilder =>
  new VizLegendOptionsBuilder()
    .showLegend(true)
    .placement(LegendPlacement.Bottom)
    .displayMode(calcs.length > 0 ? LegendDisplayMode.Table : LegendDisplayMode.List)
    .calcs([...calcs]);

/** A legend at the right, for more series than fit below. Give the panel at least nine columns. */
export const sideLegend = (): VizLegendOptionsBuilder => legend().placement(LegendPlacement.Right);

/** A tooltip with all series at the pointer, the largest first. */
export const tooltip = (): VizTooltipOptionsBuilder =>
  new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending);

const thresholdLine = () => new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed);
