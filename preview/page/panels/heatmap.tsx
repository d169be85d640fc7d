import { type DataFrame, FieldType, formattedValueToString, getValueFormat } from "@grafana/data";
import { UPlotChart } from "@grafana/ui";
import { scaleSequential } from "d3-scale";
import { interpolateOranges } from "d3-scale-chromatic";
import { useMemo } from "react";
import type { PanelProps } from "./props.ts";
import { type Cell, rowsPlot } from "./rows-plot.ts";

/** How often values fell between two bounds, over time: the darker the seldomer, the brighter the more often. */
export function HeatmapPanel({ panel, frames, width, height, range, timeZone, theme }: PanelProps) {
  const [frame] = frames;
  const unit = panel.options?.yAxis?.unit ?? panel.fieldConfig?.defaults.unit ?? "short";
  const config = useMemo(() => {
    const buckets = frame?.fields.filter(({ type }) => type === FieldType.number) ?? [];
    return rowsPlot({
      names: buckets.map(({ name }) => boundText(name, unit)),
      cells: frame ? cellsOf(frame, theme.isDark) : [],
      filled: 1,
      gap: 1,
      edges: true,
      ...{ range, timeZone, theme },
    });
  }, [frame, unit, range, timeZone, theme]);
  const times = frame?.fields[0]?.values ?? [];
  return <UPlotChart config={config} data={[times, times.map(() => null)]} width={width} height={height} />;
}

const boundText = (bound: string, unit: string): string =>
  bound === "Infinity" ? "+Inf" : formattedValueToString(getValueFormat(unit)(Number(bound))).replace(zeros, "");

/** What Grafana fills up decimals with: `2.50 s`. */
const zeros = /\.0+(?!\d)|(?<=\.\d*[1-9])0+(?!\d)/;

function cellsOf({ fields }: DataFrame, isDark: boolean): Cell[] {
  const [time, ...buckets] = fields;
  const most = Math.max(...buckets.flatMap(({ values }) => values));
  if (!time || !(most > 0)) return [];
  const paint = scaleSequential(interpolateOranges).domain(isDark ? [most, 0] : [0, most]);
  const step = (time.values[1] ?? 0) - (time.values[0] ?? 0);
  return buckets.flatMap(({ values }, row) =>
    values.flatMap((value: number, i: number) => {
      const from = time.values[i] as number;
      return value > 1e-9 ? [{ row, from: from - step, to: from, color: paint(value) }] : [];
    }),
  );
}
