import { formattedValueToString, type GrafanaTheme2 } from "@grafana/data";
import { arc } from "d3-shape";
import type { PanelProps } from "./props.ts";
import { type Place, Repeated } from "./repeated.tsx";

/** One arc a series, from the least to the most that its value can be. Ours: core Grafana keeps its own to itself. */
export const GaugePanel = (props: PanelProps) => (
  <Repeated panel={props} draw={(place) => <Gauge {...place} theme={props.theme} />} />
);

/** The arc's ends, in radians from the top. */
const end = 0.6 * Math.PI;

function Gauge({ value: { display, field }, width, height, count, theme }: Place & { theme: GrafanaTheme2 }) {
  const [min, max] = [field.min ?? 0, field.max ?? 100];
  const share = Math.min(1, Math.max(0, (display.numeric - min) / (max - min || 1)));
  const radius = Math.min(width / 2, height / 1.4) - 4;
  const text = formattedValueToString(display);
  return (
    <svg width={width} height={height} role="img" aria-label={`${display.title ?? ""} ${text}`.trim()}>
      <g transform={`translate(${width / 2} ${radius + 4})`} textAnchor="middle" fill={theme.colors.text.primary}>
        <path d={ring(radius, end)} fill={theme.colors.background.secondary} />
        <path d={ring(radius, -end + 2 * end * share)} fill={display.color} />
        <text dy="0.35em" fontSize={Math.min(radius * 0.45, (2.2 * radius) / Math.max(text.length, 1))}>
          {text}
        </text>
        {count > 1 && (
          <text y={radius * 0.55} fontSize={12}>
            {display.title}
          </text>
        )}
      </g>
    </svg>
  );
}

/** From the arc's beginning to an angle. */
const ring = (radius: number, to: number): string =>
  arc<null>()
    .innerRadius(radius * 0.8)
    .outerRadius(radius)
    .startAngle(-end)
    .endAngle(to)(null) ?? "";
