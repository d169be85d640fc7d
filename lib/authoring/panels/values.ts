import { PanelBuilder as BarGauge } from "@grafana/grafana-foundation-sdk/bargauge";
import {
  BarGaugeDisplayMode,
  BarGaugeValueMode,
  BigValueColorMode,
  BigValueGraphMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  VisibilityMode,
  VizOrientation,
} from "@grafana/grafana-foundation-sdk/common";
import { MappingType, type ValueMapping } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder as Gauge } from "@grafana/grafana-foundation-sdk/gauge";
import {
  PanelBuilder as PieChart,
  PieChartLabels,
  PieChartLegendOptionsBuilder,
  PieChartType,
} from "@grafana/grafana-foundation-sdk/piechart";
import { PanelBuilder as Stat } from "@grafana/grafana-foundation-sdk/stat";
import { PanelBuilder as StateTimeline } from "@grafana/grafana-foundation-sdk/statetimeline";
import { PanelBuilder as StatusHistory } from "@grafana/grafana-foundation-sdk/statushistory";
import { backgroundThresholds } from "./colors.ts";
import { type PanelOptions, withValues } from "./frame.ts";
import { stepsFrom } from "./thresholds.ts";
import { legend, tooltip } from "./timeseries.ts";

/** Grafana colours values from 80 red where a panel has no thresholds, so those panels get one neutral colour. */
const neutral = <O extends PanelOptions>(options: O): O => ({ thresholds: stepsFrom("blue"), ...options });

/** A stat's thresholds colour the background of its number. */
const onBackground = ({ thresholds, ...options }: PanelOptions): PanelOptions =>
  thresholds ? { ...options, thresholds: backgroundThresholds(thresholds) } : neutral(options);

const newest = () => new ReduceDataOptionsBuilder().calcs(["lastNotNull"]).values(false);

/** One number, coloured by its thresholds, with a sparkline. */
export const stat = (title: string, options: PanelOptions): Stat =>
  withValues(new Stat(), title, onBackground(options))
    .reduceOptions(newest())
    .colorMode(options.thresholds ? BigValueColorMode.BackgroundSolid : BigValueColorMode.Value)
    .graphMode(BigValueGraphMode.Area);

/** One number on an arc from `.min()` to `.max()`. */
export const gauge = (title: string, options: PanelOptions): Gauge =>
  withValues(new Gauge(), title, neutral(options)).reduceOptions(newest()).showThresholdMarkers(true);

/** One bar for each series, to compare them. */
export const barGauge = (title: string, options: PanelOptions): BarGauge =>
  withValues(new BarGauge(), title, neutral(options))
    .reduceOptions(newest())
    .orientation(VizOrientation.Horizontal)
    .displayMode(BarGaugeDisplayMode.Basic)
    .valueMode(BarGaugeValueMode.Text)
    // Else a single bar fills the whole panel.
    .maxVizHeight(60);

/** Shares of a whole. More than about six of them are hard to read. */
export const pie = (title: string, options: PanelOptions): PieChart =>
  withValues(new PieChart(), title, options)
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
