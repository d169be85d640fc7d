import { PanelBuilder as BarGauge } from "@grafana/grafana-foundation-sdk/bargauge";
import {
  BarAlignment,
  BarGaugeDisplayMode,
  BarGaugeValueMode,
  BigValueColorMode,
  BigValueGraphMode,
  GraphDrawStyle,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizOrientation,
  VizTooltipOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import { type DynamicConfigValue, MappingType, type ValueMapping } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder as Gauge } from "@grafana/grafana-foundation-sdk/gauge";
import {
  PanelBuilder as Heatmap,
  HeatmapColorMode,
  HeatmapColorOptionsBuilder,
  YAxisConfigBuilder,
} from "@grafana/grafana-foundation-sdk/heatmap";
import {
  PanelBuilder as PieChart,
  PieChartLabels,
  PieChartLegendOptionsBuilder,
  PieChartType,
} from "@grafana/grafana-foundation-sdk/piechart";
import { PanelBuilder as Stat } from "@grafana/grafana-foundation-sdk/stat";
import { PanelBuilder as StateTimeline } from "@grafana/grafana-foundation-sdk/statetimeline";
import { PanelBuilder as StatusHistory } from "@grafana/grafana-foundation-sdk/statushistory";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/timeseries";
import type { Promql } from "../../promql/promql.ts";
import {
  backgroundThresholds,
  instant,
  isBuilder,
  type PanelOptions,
  query,
  type ValueOptions,
  withValues,
} from "./frame.ts";
import { type Limit, lines, stepsFrom } from "./thresholds.ts";

/** A graph draws each limit as a line in the colour of its severity, whichever side is worse. */
type GraphOptions = PanelOptions<Limit>;

/** Values over time as lines from zero. The legend names every series; thresholds are dashed lines. */
export function timeseries(title: string, options: GraphOptions): PanelBuilder {
  const { thresholds, ...rest } = options;
  if (thresholds === undefined) return lineGraph(title, rest);
  const drawn = isBuilder(thresholds) ? thresholds : lines(thresholds);
  return lineGraph(title, { ...rest, thresholds: drawn }).thresholdsStyle(
    new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed),
  );
}

const lineGraph = (title: string, options: PanelOptions): PanelBuilder =>
  withValues(new PanelBuilder(), title, options)
    .lineWidth(2)
    .fillOpacity(0)
    .showPoints(VisibilityMode.Never)
    .axisSoftMin(0)
    .legend(legend())
    .tooltip(tooltip());

/** A time series panel with stacked series, for parts of a whole. */
export const stacked = (title: string, options: GraphOptions): PanelBuilder =>
  timeseries(title, options)
    .fillOpacity(40)
    .lineWidth(0)
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal));

/**
 * Bars over time, for events counted per bar: `increase(x[$__interval])`. A bar covers at least five minutes, so that it
 * contains several scrapes of every job.
 */
export const bars = (title: string, options: GraphOptions): PanelBuilder =>
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

interface BaselineBandOptions extends ValueOptions<Limit> {
  readonly now: Promql;
  /** The lower and upper bound of what is usual at this time of day, as `baseline()` records them. */
  readonly least: Promql;
  readonly most: Promql;
}

const [least, most] = ["usually at least", "usually at most"];
const faint: DynamicConfigValue[] = [
  { id: "color", value: { mode: "fixed", fixedColor: "text" } },
  { id: "custom.lineWidth", value: 0 },
];

/** One value over time, above a band of the values that are usual at this time of day. */
export const withBaselineBand = (title: string, { now, ...options }: BaselineBandOptions): PanelBuilder =>
  timeseries(title, {
    ...options,
    queries: [query(now, "now"), query(options.least, least), query(options.most, most)],
  })
    .overrideByName(least, [...faint, { id: "custom.fillOpacity", value: 0 }])
    .overrideByName(most, [
      ...faint,
      { id: "custom.fillBelowTo", value: least },
      { id: "custom.fillOpacity", value: 20 },
    ]);

/** Grafana colours values from 80 red where a panel has no thresholds, so those panels get one neutral colour. */
const neutral = <O extends PanelOptions>(options: O): O => ({ thresholds: stepsFrom("blue"), ...options });

/** A stat's thresholds colour the background of its number. */
const onBackground = ({ thresholds, ...options }: PanelOptions): PanelOptions =>
  thresholds === undefined ? neutral(options) : { ...options, thresholds: backgroundThresholds(thresholds) };

const newest = () => new ReduceDataOptionsBuilder().calcs(["lastNotNull"]).values(false);

/** One number, coloured by its thresholds, with a sparkline. */
export const stat = (title: string, options: PanelOptions): Stat =>
  withValues(new Stat(), title, onBackground(options))
    .reduceOptions(newest())
    .colorMode(options.thresholds !== undefined ? BigValueColorMode.BackgroundSolid : BigValueColorMode.Value)
    .graphMode(BigValueGraphMode.Area);

/** One number on an arc from `.min()` to `.max()`. */
export const gauge = (title: string, options: PanelOptions): Gauge =>
  withValues(new Gauge(), title, neutral(options), instant).reduceOptions(newest()).showThresholdMarkers(true);

/** One bar for each series, to compare them. */
export const barGauge = (title: string, options: PanelOptions): BarGauge =>
  withValues(new BarGauge(), title, neutral(options), instant)
    .reduceOptions(newest())
    .orientation(VizOrientation.Horizontal)
    .displayMode(BarGaugeDisplayMode.Basic)
    .valueMode(BarGaugeValueMode.Text)
    // Else a single bar fills the whole panel.
    .maxVizHeight(60);

/** Shares of a whole. More than about six of them are hard to read. */
export const pie = (title: string, options: PanelOptions): PieChart =>
  withValues(new PieChart(), title, options, instant)
    .reduceOptions(newest())
    .pieType(PieChartType.Donut)
    .displayLabels([PieChartLabels.Percent])
    .tooltip(tooltip())
    .legend(
      new PieChartLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom),
    );

/** The state of each series over time, as bands. Give it `.mappings()`. */
export const stateTimeline = (title: string, options: PanelOptions): StateTimeline =>
  withValues(new StateTimeline(), title, options)
    .mergeValues(true)
    .showValue(VisibilityMode.Never)
    .rowHeight(0.85)
    .legend(legend())
    .tooltip(tooltip());

/** The state of each series over time, as cells. Give it `.mappings()`. */
export const statusHistory = (title: string, options: PanelOptions): StatusHistory =>
  withValues(new StatusHistory(), title, options).showValue(VisibilityMode.Never).legend(legend()).tooltip(tooltip());

/** A text and a colour for each value: `valueMappings({ 1: ["up", "green"], 0: ["down", "red"] })`. */
export const valueMappings = (
  byValue: Readonly<Record<string, readonly [text: string, color: string]>>,
): ValueMapping[] => [
  {
    type: MappingType.ValueToText,
    options: Object.fromEntries(
      Object.entries(byValue).map(([value, [text, color]], index) => [value, { text, color, index }]),
    ),
  },
];

/** For `up`, `probe_success` and every other metric that is 1 for success and 0 for failure. */
export const upOrDown = valueMappings({ 1: ["up", "green"], 0: ["down", "red"] });
