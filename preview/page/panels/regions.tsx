import { type UPlotConfigBuilder, useTheme2 } from "@grafana/ui";
import { useLayoutEffect, useRef } from "react";
import type uPlot from "uplot";
import type { Region } from "../data/annotations.ts";

/** Shades the time during which alerts fired. */
export function Regions({ config, regions }: { config: UPlotConfigBuilder; regions: readonly Region[] }) {
  const theme = useTheme2();
  const current = useRef(regions);
  current.current = regions;
  useLayoutEffect(() => {
    const color = theme.visualization.getColorByName("red");
    config.addHook("draw", (plot) => drawRegions(plot, current.current, color));
  }, [config, theme]);
  return null;
}

const stripe = 4;

function drawRegions(plot: uPlot, regions: readonly Region[], color: string): void {
  const { ctx, bbox } = plot;
  const height = stripe * devicePixelRatio;
  const shade = new Path2D();
  const edge = new Path2D();
  for (const { from, to } of regions) {
    const left = Math.max(plot.valToPos(from, "x", true), bbox.left);
    const right = Math.min(plot.valToPos(to, "x", true), bbox.left + bbox.width);
    const width = Math.max(right - left, devicePixelRatio);
    shade.rect(left, bbox.top, width, bbox.height);
    edge.rect(left, bbox.top + bbox.height, width, height);
  }
  ctx.save();
  ctx.fillStyle = color;
  // One fill for all: where several alerts fired at once it is not darker.
  ctx.globalAlpha = 0.08;
  ctx.fill(shade);
  ctx.globalAlpha = 0.9;
  ctx.fill(edge);
  ctx.restore();
}
