import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import type { DynamicConfigValue, ThresholdsConfig, ValueMapping } from "@grafana/grafana-foundation-sdk/dashboard";
import type { ThresholdColor } from "./steps.ts";

/** One series' colour, where it has a meaning: `.overrideByName("failure", fixedColor("red"))`. */
export const fixedColor = (color: ThresholdColor): DynamicConfigValue[] => [
  { id: "color", value: { mode: "fixed", fixedColor: color } },
];

/**
 * Shades that text can be read on, in both themes: Grafana writes black on what is lighter than a middle grey and white on
 * all else, which is too faint on its plain green and orange. Of green its palette has none that is dark enough in both.
 */
const shades: Readonly<Record<string, string>> = {
  green: "#28701f",
  orange: "super-light-orange",
  red: "dark-red",
  blue: "dark-blue",
  purple: "dark-purple",
};

/** Behind table cells: what is well has no colour, so that what is not stands out. */
const cellShades: typeof shades = { ...shades, green: "transparent" };

/** Colours for the ground of a big number. */
export const behindNumbers = (thresholds: Builder<ThresholdsConfig>): Builder<ThresholdsConfig> =>
  recoloured(thresholds, shades);

/** Colours for the ground of table cells. */
export const behindCells = (thresholds: Builder<ThresholdsConfig>): Builder<ThresholdsConfig> =>
  recoloured(thresholds, cellShades);

/** The same for words in table cells. */
export const wordsInCells = (words: readonly ValueMapping[]): ValueMapping[] => withColors([...words], cellShades);

const plain = Object.fromEntries(Object.entries(cellShades).map(([color, shade]) => [shade, color]));

/** Thresholds or mappings of table cells as they were before they were shaded. */
export const unshaded = <T>(cells: T): T => withColors(cells, plain);

/** Thresholds, and mappings of every kind, have their colours under the same name. */
const withColors = <T>(all: T, by: Readonly<Record<string, string>>): T =>
  all === undefined
    ? all
    : JSON.parse(JSON.stringify(all), (key, value) => (key === "color" ? (by[value] ?? value) : value));

function recoloured(
  thresholds: Builder<ThresholdsConfig>,
  by: Readonly<Record<string, string>>,
): Builder<ThresholdsConfig> {
  const { steps = [], ...rest } = thresholds.build();
  return { build: () => ({ ...rest, steps: steps.map((step) => ({ ...step, color: by[step.color] ?? step.color })) }) };
}
