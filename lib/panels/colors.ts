import type { DynamicConfigValue } from "@grafana/grafana-foundation-sdk/dashboard";
import type { ThresholdColor } from "./steps.ts";

/** One series' colour, where it has a meaning: `.overrideByName("failure", fixedColor("red"))`. */
export const fixedColor = (color: ThresholdColor): DynamicConfigValue[] => [
  { id: "color", value: { mode: "fixed", fixedColor: color } },
];
