import type { ComponentType } from "react";
import { BarGaugePanel } from "./bar-gauge.tsx";
import { GaugePanel } from "./gauge.tsx";
import { HeatmapPanel } from "./heatmap.tsx";
import { LogsPanel } from "./logs.tsx";
import { PieChartPanel } from "./pie-chart.tsx";
import type { PanelProps } from "./props.ts";
import { StatPanel } from "./stat.tsx";
import { StateTimelinePanel } from "./state-timeline.tsx";
import { TablePanel } from "./table.tsx";
import { TextPanel } from "./text.tsx";
import { TimeSeriesPanel } from "./time-series.tsx";

/** What draws each panel type; any other is named by a placeholder. */
export const panelTypes: Readonly<Record<string, ComponentType<PanelProps>>> = {
  timeseries: TimeSeriesPanel,
  stat: StatPanel,
  gauge: GaugePanel,
  bargauge: BarGaugePanel,
  table: TablePanel,
  "state-timeline": StateTimelinePanel,
  "status-history": StateTimelinePanel,
  heatmap: HeatmapPanel,
  piechart: PieChartPanel,
  logs: LogsPanel,
  text: TextPanel,
};
