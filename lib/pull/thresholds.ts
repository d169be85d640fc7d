import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import type { ThresholdsConfig } from "@grafana/grafana-foundation-sdk/dashboard";
import { stepsFrom, type ThresholdColor } from "../authoring/panels/steps.ts";
import { type Json, objectOf, objectsOf, textOf } from "../diff/json.ts";
import { type Code, call, literal } from "./code.ts";

/** Thresholds by our helpers, and the builder that the code makes; undefined where they have no words for them. */
export interface ThresholdCode {
  readonly code: Code;
  readonly builder: Builder<ThresholdsConfig>;
}

const colors: Readonly<Record<ThresholdColor, true>> = {
  green: true,
  yellow: true,
  orange: true,
  red: true,
  blue: true,
  purple: true,
  text: true,
};

const isColor = (color: string): color is ThresholdColor => Object.hasOwn(colors, color);

export function thresholdCode(thresholds: unknown): ThresholdCode | undefined {
  const { mode = "absolute" } = objectOf(thresholds);
  const [lowest, ...above] = objectsOf(objectOf(thresholds).steps).map(stepOf);
  if (mode !== "absolute" || !lowest || lowest.value !== undefined) return undefined;
  const steps: [number, ThresholdColor][] = [];
  for (const { value, color } of above) {
    if (value === undefined || !isColor(color)) return undefined;
    steps.push([value, color]);
  }
  if (!isColor(lowest.color)) return undefined;
  const args = steps.map(literal);
  const code = lowest.color === "green" ? call("steps", ...args) : call("stepsFrom", literal(lowest.color), ...args);
  return { code, builder: stepsFrom(lowest.color, ...steps) };
}

const stepOf = ({ value, color }: Json) => ({
  value: typeof value === "number" ? value : undefined,
  color: textOf(color),
});
