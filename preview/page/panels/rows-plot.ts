import type { GrafanaTheme2, TimeRange } from "@grafana/data";
import { AxisPlacement, ScaleDirection, ScaleOrientation } from "@grafana/schema";
import { UPlotConfigBuilder } from "@grafana/ui";
import type uPlot from "uplot";

/** A rectangle of one row, from one moment to another. */
export interface Cell {
  readonly row: number;
  readonly from: number;
  readonly to: number;
  readonly color: string;
}

export interface RowsPlot {
  /** From the bottom up. */
  readonly names: readonly string[];
  readonly cells: readonly Cell[];
  readonly range: TimeRange;
  readonly timeZone: string;
  readonly theme: GrafanaTheme2;
  /** The part of a row's height that its cells fill. */
  readonly filled: number;
  /** Pixels between cells. */
  readonly gap: number;
  /** Whether a row's name stands at its top edge, as a bucket's upper bound does, or beside its middle. */
  readonly edges: boolean;
}

/** Rows over time on Grafana's own axes. The cells are ours: core Grafana keeps these panel types to itself. */
export function rowsPlot({ names, cells, range, timeZone, theme, filled, gap, edges }: RowsPlot): UPlotConfigBuilder {
  const builder = new UPlotConfigBuilder(timeZone);
  const horizontal = { orientation: ScaleOrientation.Horizontal, direction: ScaleDirection.Right };
  const vertical = { orientation: ScaleOrientation.Vertical, direction: ScaleDirection.Up };
  const times: uPlot.Range.Function = () => [range.from.valueOf(), range.to.valueOf()];
  builder.addScale({ scaleKey: "x", isTime: true, ...horizontal, range: times });
  builder.addScale({ scaleKey: "y", isTime: false, ...vertical, range: () => [0, names.length] });
  builder.addAxis({
    scaleKey: "x",
    isTime: true,
    placement: AxisPlacement.Bottom,
    timeZone,
    theme,
    grid: { show: false },
  });
  builder.addAxis({
    scaleKey: "y",
    placement: AxisPlacement.Left,
    theme,
    grid: { show: false },
    ticks: { show: false },
    splits: () => names.map((_, i) => i + (edges ? 1 : 0.5)),
    values: (_plot, splits) => splits.map((_, i) => names[i] ?? ""),
  });
  builder.addSeries({ scaleKey: "y", theme, pathBuilder: () => null, pointsBuilder: false });
  builder.addHook("drawClear", (plot) => drawCells(plot, cells, filled, gap));
  builder.setCursor({ y: false, points: { show: false }, sync: { key: "board", scales: ["x", null] } });
  return builder;
}

function drawCells(plot: uPlot, cells: readonly Cell[], filled: number, gap: number): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  for (const { row, from, to, color } of cells) {
    const [left, right] = [plot.valToPos(from, "x", true), plot.valToPos(to, "x", true)];
    const margin = (1 - filled) / 2;
    const [top, bottom] = [plot.valToPos(row + 1 - margin, "y", true), plot.valToPos(row + margin, "y", true)];
    ctx.fillStyle = color;
    ctx.fillRect(left, top + gap / 2, Math.max(right - left - gap, 1), Math.max(bottom - top - gap, 1));
  }
  ctx.restore();
}
