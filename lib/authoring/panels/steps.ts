import { type Threshold, ThresholdsConfigBuilder, ThresholdsMode } from "@grafana/grafana-foundation-sdk/dashboard";

export type ThresholdColor = "green" | "yellow" | "orange" | "red" | "blue" | "purple" | "text";

type Step = readonly [value: number, color: ThresholdColor];

/**
 * Colours from a value upwards; green below the first. Values are in the unit of the query.
 * @example steps([0.8, "orange"], [0.9, "red"])
 */
export const steps = (...above: readonly Step[]) => stepsFrom("green", ...above);

/** The same with another colour at the bottom, for values where more is better: `stepsFrom("red", [0.99, "green"])`. */
export function stepsFrom(base: ThresholdColor, ...above: readonly Step[]): ThresholdsConfigBuilder {
  // Grafana marks the lowest step, which has no lower end, by null; the SDK's type does not know.
  const lowest = { value: null, color: base } as unknown as Threshold;
  return new ThresholdsConfigBuilder()
    .mode(ThresholdsMode.Absolute)
    .steps([lowest, ...above.map(([value, color]) => ({ value, color }))]);
}

/** Where alerts fire: one limit, which is a warning's, or one a severity. */
export type Limit = number | { readonly info?: number; readonly warning?: number; readonly critical?: number };

/** Coloured from the limits upwards, for alerts that fire because a value is too high. */
export const above = (limit: Limit): ThresholdsConfigBuilder => steps(...severities(limit));

/** Coloured below the limits, for alerts that fire because a value is too low. */
export function below(limit: Limit): ThresholdsConfigBuilder {
  const worstFirst = severities(limit).reverse();
  const colors = worstFirst.map(([, color]) => color);
  const [worst = "green", ...better] = colors;
  return stepsFrom(worst, ...worstFirst.map(([value], i): Step => [value, better[i] ?? "green"]));
}

/** For graphs, which draw limits as lines: each in its severity's colour, whichever side of it is the bad one. */
export const limitLines = (limit: Limit): ThresholdsConfigBuilder =>
  steps(...severities(limit).sort(([a], [b]) => a - b));

/** A limit's values with their severities' colours, the mildest first. */
function severities(limit: Limit): Step[] {
  const { info, warning, critical } = typeof limit === "number" ? { warning: limit } : limit;
  const all = [
    [info, "yellow"],
    [warning, "orange"],
    [critical, "red"],
  ] as const;
  return all.flatMap(([value, color]): Step[] => (value === undefined ? [] : [[value, color]]));
}
