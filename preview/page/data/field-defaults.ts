import { FieldColorModeId, type FieldConfigSource, ThresholdsMode } from "@grafana/data";
import type { Panel } from "../model.ts";

/** What Grafana's panel types start from where a panel says nothing. */
const colors: Readonly<Record<string, FieldColorModeId>> = {
  timeseries: FieldColorModeId.PaletteClassic,
  piechart: FieldColorModeId.PaletteClassic,
  heatmap: FieldColorModeId.PaletteClassic,
};

const lines = {
  drawStyle: "line",
  lineInterpolation: "linear",
  lineWidth: 1,
  fillOpacity: 0,
  gradientMode: "none",
  barAlignment: 0,
  showPoints: "auto",
  pointSize: 5,
  spanNulls: false,
  axisPlacement: "auto",
  axisGridShow: true,
  axisLabel: "",
  scaleDistribution: { type: "linear" },
  stacking: { mode: "none", group: "A" },
  thresholdsStyle: { mode: "off" },
  hideFrom: { legend: false, tooltip: false, viz: false },
};
const cells = { align: "auto", minWidth: 150, cellOptions: { type: "auto" }, inspect: false };

/** A panel's field options on top of its type's defaults. */
export function fieldConfigOf({ type, fieldConfig }: Panel): FieldConfigSource {
  const { defaults = {}, overrides = [] } = fieldConfig ?? {};
  const custom = type === "timeseries" ? lines : type === "table" ? cells : {};
  return {
    defaults: {
      color: { mode: colors[type] ?? FieldColorModeId.Thresholds },
      thresholds: { mode: ThresholdsMode.Absolute, steps: [{ value: Number.NEGATIVE_INFINITY, color: "green" }] },
      ...readable(defaults),
      custom: { ...custom, ...defaults.custom },
    },
    overrides: overrides.map(({ matcher, properties }) => ({
      matcher,
      properties: properties.map((property) =>
        property.id === "thresholds" ? { ...property, value: withLowest(property.value) } : property,
      ),
    })),
  };
}

type Defaults = FieldConfigSource["defaults"];

const readable = (defaults: Defaults): Defaults =>
  defaults.thresholds ? { ...defaults, thresholds: withLowest(defaults.thresholds) } : defaults;

/** JSON has no word for minus infinity: the lowest step is written as null. */
function withLowest(thresholds: NonNullable<Defaults["thresholds"]>): NonNullable<Defaults["thresholds"]> {
  const steps = thresholds.steps.map((step) => ({ ...step, value: step.value ?? Number.NEGATIVE_INFINITY }));
  return { ...thresholds, steps };
}
