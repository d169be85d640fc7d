import { type DataFrame, type Field, FieldType, getFieldDisplayName } from "@grafana/data";
import { LegendDisplayMode } from "@grafana/schema";
import { TooltipPlugin2, UPlotChart, VizLayout, VizLegend, type VizLegendItem } from "@grafana/ui";
import { useMemo } from "react";
import type { PanelProps } from "./props.ts";
import { type Cell, rowsPlot } from "./rows-plot.ts";
import { timeTooltip } from "./tooltip.tsx";

interface Band {
  readonly frame: DataFrame;
  readonly time: Field;
  readonly field: Field;
  readonly name: string;
}

/** Which state each series was in: bands (state timeline) or a cell a sample (status history). */
export function StateTimelinePanel({ panel, frames, width, height, range, timeZone, theme }: PanelProps) {
  const bands = useMemo(() => bandsOf(frames), [frames]);
  const merged = panel.type === "state-timeline";
  const config = useMemo(
    () =>
      rowsPlot({
        names: bands.map(({ name }) => name),
        cells: bands.flatMap((band, row) => cellsOf(band, row, merged)),
        filled: panel.options?.rowHeight ?? 0.9,
        gap: merged ? 0 : 2,
        edges: false,
        ...{ range, timeZone, theme },
      }),
    [bands, merged, panel, range, timeZone, theme],
  );
  const aligned = useMemo(() => alignedFrame(bands), [bands]);
  const times = aligned.fields[0]?.values ?? [];
  const legend = (
    <VizLayout.Legend placement="bottom">
      <VizLegend placement="bottom" displayMode={LegendDisplayMode.List} items={statesOf(bands)} readonly />
    </VizLayout.Legend>
  );
  return (
    <VizLayout width={width} height={height} legend={panel.options?.legend?.showLegend ? legend : null}>
      {(width, height) => (
        <UPlotChart config={config} data={[times, times.map(() => null)]} width={width} height={height}>
          <TooltipPlugin2
            config={config}
            hoverMode={1}
            render={(_u, dataIdxs, _series, isPinned) => {
              const everywhere = aligned.fields.map(() => dataIdxs[0] ?? null);
              const { tooltip = {} } = panel.options;
              return timeTooltip({
                frame: aligned,
                dataIdxs: everywhere,
                seriesIdx: null,
                isPinned,
                tooltip,
                regions: [],
                timeZone,
              });
            }}
          />
        </UPlotChart>
      )}
    </VizLayout>
  );
}

/** From the bottom up, so that the first series is the topmost row. */
const bandsOf = (frames: DataFrame[]): Band[] =>
  frames
    .flatMap((frame) => {
      const time = frame.fields.find(({ type }) => type === FieldType.time);
      const values = frame.fields.filter(({ type }) => type !== FieldType.time);
      return time
        ? values.map((field) => ({ frame, time, field, name: getFieldDisplayName(field, frame, frames) }))
        : [];
    })
    .sort((a, b) => b.name.localeCompare(a.name));

function cellsOf({ time, field }: Band, row: number, merged: boolean): Cell[] {
  const step = (time.values[1] ?? 0) - (time.values[0] ?? 0);
  const cells: { row: number; from: number; to: number; color: string }[] = [];
  field.values.forEach((value, i) => {
    const from = time.values[i];
    const color = field.display?.(value).color ?? "transparent";
    const last = cells.at(-1);
    // A gap longer than a step is time of which nothing is known.
    if (merged && last?.color === color && from <= last.to) last.to = from + step;
    else cells.push({ row, from, to: from + step, color });
  });
  return cells;
}

function statesOf(bands: readonly Band[]): VizLegendItem[] {
  const colors = new Map<string, string | undefined>();
  for (const { field } of bands)
    for (const value of new Set(field.values)) {
      const { text, color } = field.display?.(value) ?? { text: String(value), color: undefined };
      colors.set(text, color);
    }
  return [...colors].map(([label, color]) => ({ label, yAxis: 1, ...(color ? { color } : {}) }));
}

/** All bands over the times of the longest, for the tooltip. */
function alignedFrame(bands: readonly Band[]): DataFrame {
  const longest = bands.reduce<Band | undefined>(
    (a, b) => (a && a.time.values.length >= b.time.values.length ? a : b),
    undefined,
  );
  const times = longest?.time.values ?? [];
  const fields = [...bands].reverse().map(({ field, time, name }) => {
    const at = new Map(time.values.map((moment, i) => [moment, field.values[i]]));
    return { ...field, config: { ...field.config, displayName: name }, values: times.map((moment) => at.get(moment)) };
  });
  return { length: times.length, fields: longest ? [longest.time, ...fields] : [] };
}
