import { type DataFrame, FieldType } from "@grafana/data";
import { DashboardCursorSync, LegendDisplayMode } from "@grafana/schema";
import { TimeSeries, TooltipPlugin2 } from "@grafana/ui";
import { useMemo } from "react";
import type { PanelProps } from "./props.ts";
import { Regions } from "./regions.tsx";
import { timeTooltip } from "./tooltip.tsx";

const noLegend = { showLegend: false, displayMode: LegendDisplayMode.List, placement: "bottom", calcs: [] } as const;

/** Lines, bars and areas over time, drawn by Grafana's own component. */
export function TimeSeriesPanel({ panel, frames, width, height, range, timeZone, regions, onZoom }: PanelProps) {
  const { legend = noLegend, tooltip = {} } = panel.options ?? {};
  const drawn = useMemo(() => frames.map(withGaps), [frames]);
  return (
    <TimeSeries
      frames={drawn}
      width={width}
      height={height}
      timeRange={range}
      timeZone={timeZone}
      legend={legend}
      options={panel.options}
    >
      {(config, aligned) => (
        <>
          <Regions config={config} regions={regions} />
          <TooltipPlugin2
            config={config}
            hoverMode={tooltip.mode === "single" ? 2 : 1}
            syncMode={DashboardCursorSync.Crosshair}
            syncScope="board"
            queryZoom={onZoom}
            clientZoom={true}
            render={(_u, dataIdxs, seriesIdx, isPinned) =>
              timeTooltip({ frame: aligned, dataIdxs, seriesIdx, isPinned, tooltip, regions, timeZone })
            }
          />
        </>
      )}
    </TimeSeries>
  );
}

/** A quotient of two zeros is NaN: a gap, as in Grafana. As a number it would leave the axis without bounds. */
const withGaps = (frame: DataFrame): DataFrame => ({
  ...frame,
  fields: frame.fields.map((field) =>
    field.type === FieldType.number
      ? { ...field, values: field.values.map((value) => (Number.isFinite(value) ? value : null)) }
      : field,
  ),
});
