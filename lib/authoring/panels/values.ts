import { PanelBuilder as BarGauge } from "@grafana/grafana-foundation-sdk/bargauge";
import {
  BarGaugeDisplayMode,
  BarGaugeValueMode,
  BigValueColorMode,
  BigValueGraphMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  VizOrientation,
} from "@grafana/grafana-foundation-sdk/common";
import { PanelBuilder as Gauge } from "@grafana/grafana-foundation-sdk/gauge";
import {
  PanelBuilder as PieChart,
  PieChartLabels,
  PieChartLegendOptionsBuilder,
  PieChartType,
} from "@grafana/grafana-foundation-sdk/piechart";
import { PanelBuilder as Stat } from "@grafana/grafana-foundation-sdk/stat";
import { behindNumbers } from "./colors.ts";
import { type PanelOptions, withValues } from "./frame.ts";
import { stepsFrom } from "./steps.ts";
import { tooltip } from "./timeseries.ts";

/** Without thresholds of its own Grafana paints a value red from 80 on, whatever it counts. */
const calm = <O extends PanelOptions>(options: O): O => ({ thresholds: stepsFrom("blue"), ...options });

/** A stat's thresholds colour what is behind its number. */
const onGround = ({ thresholds, ...options }: PanelOptions): PanelOptions =>
  thresholds ? { ...options, thresholds: behindNumbers(thresholds) } : calm(options);

const newest = () => new ReduceDataOptionsBuilder().calcs(["lastNotNull"]).values(false);

/** One number, coloured by its thresholds, over the line it came along. */
export const stat = (title: string, options: PanelOptions): Stat =>
  withValues(new Stat(), title, onGround(options))
    .reduceOptions(newest())
    .colorMode(options.thresholds ? BigValueColorMode.BackgroundSolid : BigValueColorMode.Value)
    .graphMode(BigValueGraphMode.Area);

/** One number on an arc from its `.min()` to its `.max()`. */
export const gauge = (title: string, options: PanelOptions): Gauge =>
  withValues(new Gauge(), title, calm(options)).reduceOptions(newest()).showThresholdMarkers(true);

/** One bar a series: for comparing them at a glance. */
export const barGauge = (title: string, options: PanelOptions): BarGauge =>
  withValues(new BarGauge(), title, calm(options))
    .reduceOptions(newest())
    .orientation(VizOrientation.Horizontal)
    .displayMode(BarGaugeDisplayMode.Basic)
    .valueMode(BarGaugeValueMode.Text)
    // A single bar is no wall.
    .maxVizHeight(60);

/** Shares of a whole. At most about six of them, or nobody can read it. */
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
