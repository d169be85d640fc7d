import { type FieldDisplay, formattedValueToString } from "@grafana/data";
import { LegendDisplayMode } from "@grafana/schema";
import { VizLayout, VizLegend } from "@grafana/ui";
import { arc, pie } from "d3-shape";
import { displayValues } from "./display-values.ts";
import type { PanelProps } from "./props.ts";

/** Shares of a whole as a ring with Grafana's legend; the ring is ours. */
export function PieChartPanel(props: PanelProps) {
  const { panel, width, height, theme } = props;
  const values = displayValues(props).filter(({ display }) => display.numeric > 0);
  const { legend, pieType, displayLabels = [] } = panel.options ?? {};
  const items = values.map(({ display }) => ({
    label: display.title ?? "",
    color: display.color ?? theme.colors.text.primary,
    yAxis: 1,
    getDisplayValues: () => [
      ...(legend?.values?.includes("value") ? [{ ...display, title: "Value" }] : []),
      ...(legend?.values?.includes("percent") ? [share(display.numeric, values)] : []),
    ],
  }));
  const legendOf = (
    <VizLayout.Legend placement={legend?.placement ?? "right"}>
      <VizLegend
        items={items}
        placement={legend?.placement ?? "right"}
        displayMode={legend?.displayMode ?? LegendDisplayMode.Table}
        readonly
      />
    </VizLayout.Legend>
  );
  return (
    <VizLayout width={width} height={height} legend={legend?.showLegend ? legendOf : null}>
      {(width, height) => (
        <Ring
          values={values}
          size={Math.min(width, height)}
          width={width}
          isDonut={pieType === "donut"}
          isLabelled={displayLabels.includes("percent")}
          ink={(ground) => theme.colors.getContrastText(ground, 4.5)}
        />
      )}
    </VizLayout>
  );
}

function share(value: number, all: readonly FieldDisplay[]) {
  const whole = all.reduce((sum, { display }) => sum + display.numeric, 0);
  const percent = whole > 0 ? (100 * value) / whole : 0;
  return { numeric: percent, text: percent.toFixed(0), suffix: "%", title: "Percent" };
}

interface RingProps {
  readonly values: readonly FieldDisplay[];
  readonly size: number;
  readonly width: number;
  readonly isDonut: boolean;
  /** With each slice's share of the whole. */
  readonly isLabelled: boolean;
  /** The colour of text that can be read on another. */
  readonly ink: (ground: string) => string;
}

function Ring({ values, size, width, isDonut, isLabelled, ink }: RingProps) {
  const slices = pie<FieldDisplay>().value(({ display }) => display.numeric)([...values]);
  const radius = size / 2 - 4;
  const outline = arc<(typeof slices)[number]>()
    .innerRadius(isDonut ? radius * 0.6 : 0)
    .outerRadius(radius)
    .padAngle(0.01);
  return (
    <svg width={width} height={size} role="img" aria-label={values.map(({ display }) => display.title).join(", ")}>
      <g transform={`translate(${width / 2} ${size / 2})`}>
        {slices.map((slice) => (
          <g key={slice.data.display.title}>
            <path d={outline(slice) ?? ""} fill={slice.data.display.color}>
              <title>{`${slice.data.display.title}: ${formattedValueToString(slice.data.display)}`}</title>
            </path>
            {isLabelled && slice.endAngle - slice.startAngle > 0.3 && (
              <text
                transform={`translate(${outline.centroid(slice)})`}
                textAnchor="middle"
                dy="0.35em"
                fontSize={12}
                fill={ink(slice.data.display.color ?? "")}
              >
                {formattedValueToString(share(slice.data.display.numeric, values))}
              </text>
            )}
          </g>
        ))}
      </g>
    </svg>
  );
}
