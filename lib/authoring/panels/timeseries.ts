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
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/timeseries";
import { type PanelOptions, withValues } from "./frame.ts";

/** Values over time as lines from zero, with every series named in the legend; thresholds are dashed lines. */
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

/** The same with the series on top of each other: for parts of a whole. */
export const stacked = (title: string, options: PanelOptions): PanelBuilder =>
  timeseries(title, options)
    .fillOpacity(40)
    .lineWidth(0)
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal));

/**
 * Bars over time, for events counted per bar: `increase(x[$__interval])`. A bar is five minutes at least, so that it
 * holds several scrapes of every job.
 */
export const bars = (title: string, options: PanelOptions): PanelBuilder =>
  stacked(title, options)
    .drawStyle(GraphDrawStyle.Bars)
    .barAlignment(BarAlignment.Center)
    .fillOpacity(80)
    .interval("5m")
    .maxDataPoints(100);

/** The SDK hides legends unless asked; ours shows the series, sorted by their newest value where it is a table. */
export const legend = (...calcs: readonly string[]): VizLegendOptionsBuilder =>
  new VizLegendOptionsBuilder()
    .showLegend(true)
    .placement(LegendPlacement.Bottom)
    .displayMode(calcs.length > 0 ? LegendDisplayMode.Table : LegendDisplayMode.List)
    .calcs([...calcs]);

/** For more series than fit below: one under the other at the right. Give the panel nine columns at least. */
export const sideLegend = (): VizLegendOptionsBuilder => legend().placement(LegendPlacement.Right);

/** All series at the pointer, the largest first. */
export const tooltip = (): VizTooltipOptionsBuilder =>
  new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending);

const thresholdLine = () => new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed);
