import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import type { DynamicConfigValue, ThresholdsConfig, ValueMapping } from "@grafana/grafana-foundation-sdk/dashboard";
import type { ThresholdColor } from "./thresholds.ts";

/** A fixed colour for one series, where the colour has a meaning: `.overrideByName("failure", fixedColor("red"))`. */
export const fixedColor = (color: ThresholdColor): DynamicConfigValue[] => [
  { id: "color", value: { mode: "fixed", fixedColor: color } },
];

/**
 * Background shades on which text is readable in both themes. Grafana writes black on light colours and white on all
 * others; white on its plain green and orange has too little contrast, and its palette has no green that is dark enough.
 */
const backgroundShades: Readonly<Record<string, string>> = {
  green: "#28701f",
  orange: "super-light-orange",
  red: "dark-red",
  blue: "dark-blue",
  purple: "dark-purple",
};

/** Background shades of table cells: a good value has no colour, so that bad ones stand out. */
const cellShades: typeof backgroundShades = { ...backgroundShades, green: "transparent" };

/** Thresholds that colour the background of a large number. */
export const backgroundThresholds = (thresholds: Builder<ThresholdsConfig>): Builder<ThresholdsConfig> =>
  withShades(thresholds, backgroundShades);

/** Thresholds that colour the background of table cells. */
export const cellThresholds = (thresholds: Builder<ThresholdsConfig>): Builder<ThresholdsConfig> =>
  withShades(thresholds, cellShades);

/** Value mappings that colour the background of table cells. */
export const valueMappingColors = (mappings: readonly ValueMapping[]): ValueMapping[] =>
  withColors([...mappings], cellShades);

const plainColors = Object.fromEntries(Object.entries(cellShades).map(([color, shade]) => [shade, color]));

/** Thresholds or mappings of table cells with their plain colours again. */
export const withoutShades = <T>(cells: T): T => withColors(cells, plainColors);

/** Thresholds and mappings of every kind keep their colours in fields of the same name. */
const withColors = <T>(all: T, by: Readonly<Record<string, string>>): T =>
  all === undefined
    ? all
    : JSON.parse(JSON.stringify(all), (key, value) => (key === "color" ? (by[value] ?? value) : value));

function withShades(
  thresholds: Builder<ThresholdsConfig>,
  by: Readonly<Record<string, string>>,
): Builder<ThresholdsConfig> {
  const { steps = [], ...rest } = thresholds.build();
  return { build: () => ({ ...rest, steps: steps.map((step) => ({ ...step, color: by[step.color] ?? step.color })) }) };
}
