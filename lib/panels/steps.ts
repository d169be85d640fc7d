import { type Threshold, ThresholdsConfigBuilder, ThresholdsMode } from "@grafana/grafana-foundation-sdk/dashboard";

export type ThresholdColor = "green" | "yellow" | "orange" | "red" | "blue" | "purple" | "text";

/**
 * Colours from a value upwards; green below the first. Values are in the unit of the query.
 * @example steps([0.8, "orange"], [0.9, "red"])
 */
export const steps = (...above: readonly (readonly [value: number, color: ThresholdColor])[]) =>
  stepsFrom("green", ...above);

/** The same with another colour at the bottom, for values where more is better: `stepsFrom("red", [0.99, "green"])`. */
export function stepsFrom(
  base: ThresholdColor,
  ...above: readonly (readonly [value: number, color: ThresholdColor])[]
): ThresholdsConfigBuilder {
  // Grafana marks the lowest step, which has no lower end, by null; the SDK's type does not know.
  const lowest = { value: null, color: base } as unknown as Threshold;
  return new ThresholdsConfigBuilder()
    .mode(ThresholdsMode.Absolute)
    .steps([lowest, ...above.map(([value, color]) => ({ value, color }))]);
}
