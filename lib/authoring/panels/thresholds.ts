import { type Threshold, ThresholdsConfigBuilder, ThresholdsMode } from "@grafana/grafana-foundation-sdk/dashboard";

export type ThresholdColor = "green" | "yellow" | "orange" | "red" | "blue" | "purple" | "text";

type Step = readonly [value: number, color: ThresholdColor];

/**
 * Colours from each value upwards; green below the first. Values are in the unit of the query.
 * @example panels.thresholds.steps([0.8, "orange"], [0.9, "red"])
 */
export const steps = (...from: readonly Step[]): ThresholdsConfigBuilder => stepsFrom("green", ...from);

/** The same with another colour at the bottom, for values where more is better: `stepsFrom("red", [0.99, "green"])`. */
export function stepsFrom(base: ThresholdColor, ...from: readonly Step[]): ThresholdsConfigBuilder {
  // Grafana marks the lowest step, which has no lower end, by null; the SDK's type does not allow it.
  const lowest = { value: null, color: base } as unknown as Threshold;
  return new ThresholdsConfigBuilder()
    .mode(ThresholdsMode.Absolute)
    .steps([lowest, ...from.map(([value, color]) => ({ value, color }))]);
}

/** The value at which an alert fires: one number for a warning, or one number for each severity. */
export type Limit = number | { readonly info?: number; readonly warning?: number; readonly critical?: number };

/** The limits of an alert with two severities, which say on which side worse values are. */
export interface Limits {
  readonly info?: number;
  readonly warning: number;
  readonly critical: number;
}

/** Coloured from the limits upwards, for alerts that fire because a value is too high. */
export const above = (limit: Limit): ThresholdsConfigBuilder => steps(...severities(limit));

/** Coloured below the limits, for alerts that fire because a value is too low. */
export function below(limit: Limit): ThresholdsConfigBuilder {
  const worstFirst = severities(limit).reverse();
  const colors = worstFirst.map(([, color]) => color);
  const [worst = "green", ...better] = colors;
  return stepsFrom(worst, ...worstFirst.map(([value], i): Step => [value, better[i] ?? "green"]));
}

/** For graphs, which draw limits as lines: each in the colour of its severity, for high and low limits alike. */
export const lines = (limit: Limit): ThresholdsConfigBuilder => steps(...severities(limit).sort(([a], [b]) => a - b));

/** A limit's values with the colours of their severities, the mildest first. */
function severities(limit: Limit): Step[] {
  const { info, warning, critical } = typeof limit === "number" ? { warning: limit } : limit;
  const all = [
    [info, "yellow"],
    [warning, "orange"],
    [critical, "red"],
  ] as const;
  return all.flatMap(([value, color]): Step[] => (value === undefined ? [] : [[value, color]]));
}
