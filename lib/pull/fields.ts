import { isDeepStrictEqual } from "node:util";
import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import type { ThresholdsConfig } from "@grafana/grafana-foundation-sdk/dashboard";
import * as units from "@grafana/grafana-foundation-sdk/units";
import { stepsFrom, type ThresholdColor } from "../authoring/panels/thresholds.ts";
import { upOrDown, valueMappings } from "../authoring/panels/values.ts";
import { type Json, objectOf, objectsOf, textOf } from "../diff/json.ts";
import { stringLiteral } from "../source/text.ts";
import { type Code, call, literal } from "./code.ts";

/** The SDK's name of each of Grafana's units; the first of several names. The module has other exports too. */
const unitNames = new Map<string, string>();
for (const [name, id] of Object.entries(units))
  if (/^[A-Z]/.test(name) && typeof id === "string" && !unitNames.has(id)) unitNames.set(id, name);
const knownUnits = new Set(unitNames.values());

/** Whether `units` has a member of that name. */
export const isUnitName = (name: string): boolean => knownUnits.has(name);

/** A unit by its name, or as a string if the SDK has no name for it. */
export function unitCode(id: string): string {
  const name = unitNames.get(id || "none");
  return name === undefined ? stringLiteral(id) : `units.${name}`;
}

/** Value mappings as code; undefined where `panels` has no function that makes them. */
export function mappingCode(mappings: unknown): Code | undefined {
  if (isDeepStrictEqual(mappings, upOrDown)) return "panels.upOrDown";
  const [only, ...others] = objectsOf(mappings);
  if (!only || others.length > 0) return undefined;
  const byValue = Object.fromEntries(
    Object.entries(objectOf(only.options)).map(([value, option]) => {
      const { text, color } = objectOf(option);
      return [value, [textOf(text), textOf(color)] as const];
    }),
  );
  return isDeepStrictEqual(mappings, valueMappings(byValue))
    ? call("panels.valueMappings", literal(byValue))
    : undefined;
}

/** Thresholds as code, and the builder that this code makes. */
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

/** Undefined where `panels.thresholds` has no function that makes them. */
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
  const code =
    lowest.color === "green"
      ? call("panels.thresholds.steps", ...args)
      : call("panels.thresholds.stepsFrom", literal(lowest.color), ...args);
  return { code, builder: stepsFrom(lowest.color, ...steps) };
}

const stepOf = ({ value, color }: Json) => ({
  value: typeof value === "number" ? value : undefined,
  color: textOf(color),
});
