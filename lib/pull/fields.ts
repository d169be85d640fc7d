import { isDeepStrictEqual } from "node:util";
import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import type { ThresholdsConfig } from "@grafana/grafana-foundation-sdk/dashboard";
import * as units from "@grafana/grafana-foundation-sdk/units";
import { upOrDown, valueMappings } from "../authoring/panels/charts.ts";
import { stepsFrom, type ThresholdColor } from "../authoring/panels/thresholds.ts";
import { isObject, type Json, objectOf, objectsOf, textOf, without } from "../diff/json.ts";
import { stringLiteral } from "../generated-code.ts";
import { type Chain, type Code, call, isReference, literal, method, simpleChain } from "./code.ts";

const isPlace = (value: unknown): boolean =>
  isObject(value) &&
  ["x", "y", "w", "h"].every((side) => typeof value[side] === "number") &&
  Object.keys(value).length === 4;

const panelFields = {
  datasource: isReference,
  transparent: "boolean",
  repeat: "string",
  repeatDirection: (value: unknown) => value === "h" || value === "v",
  maxPerRow: "number",
  maxDataPoints: "number",
  interval: "string",
  timeFrom: "string",
  timeShift: "string",
  hideTimeOverride: "boolean",
  id: "number",
  gridPos: isPlace,
} as const;
const ofPanel = simpleChain(panelFields);

/** Key of a panel's width in its line, where it is no equal share. Old JSON of Grafana has a field `span` of another meaning. */
export const spanKey = "width in the line";

const withSpan = (code: Code, patch: Json): Code =>
  patch[spanKey] === undefined ? code : method(code, "span", literal(patch[spanKey]));

const valueFields = {
  decimals: "number",
  min: "number",
  max: "number",
  noValue: "string",
  displayName: "string",
} as const;
const ofFields = simpleChain(valueFields);

/** Methods of the SDK for the fields that the functions of `panels` do not set; JSON for the rest. */
export const panelChain: Chain = (code, patch) => {
  const { code: onPanel, rest } = ofPanel(withSpan(code, patch), without(patch, "fieldConfig", spanKey));
  const { defaults, overrides, ...others } = objectOf(patch.fieldConfig);
  const { code: onFields, rest: ofDefaults } = ofFields(onPanel, objectOf(defaults));
  const mapped = withMappings(onFields, ofDefaults);
  const overridden = withOverrides(mapped.code, overrides);
  const fieldConfig = {
    ...others,
    ...(Object.keys(mapped.rest).length > 0 && { defaults: mapped.rest }),
    ...("defaults" in objectOf(patch.fieldConfig) && defaults === undefined && { defaults }),
    ...(overridden === undefined && "overrides" in objectOf(patch.fieldConfig) && { overrides }),
  };
  const unsaid = "fieldConfig" in patch && patch.fieldConfig === undefined;
  return {
    code: overridden ?? mapped.code,
    rest: {
      ...rest,
      ...(Object.keys(fieldConfig).length > 0 && { fieldConfig }),
      ...(unsaid && { fieldConfig: undefined }),
    },
  };
};

function withMappings(code: Code, patch: Json): { code: Code; rest: Json } {
  const { mappings, ...rest } = patch;
  const mapped = mappingCode(mappings);
  return mapped ? { code: method(code, "mappings", mapped), rest } : { code, rest: patch };
}

const overrideMethods: Readonly<Record<string, string>> = {
  byName: "overrideByName",
  byRegexp: "overrideByRegexp",
  byType: "overrideByFieldType",
  byFrameRefID: "overrideByQuery",
};

/** Whether a method of the SDK makes the override. */
export function hasMethod({ matcher, properties, ...rest }: Json): boolean {
  const { id, options } = objectOf(matcher);
  return Object.hasOwn(overrideMethods, textOf(id)) && typeof options === "string" && Object.keys(rest).length === 0;
}

/** Undefined where an override has no method. */
function withOverrides(code: Code, overrides: unknown): Code | undefined {
  if (overrides === undefined || !objectsOf(overrides).every(hasMethod)) return undefined;
  return objectsOf(overrides).reduce<Code>((chained, { matcher, properties }) => {
    const { id, options } = objectOf(matcher);
    return method(chained, overrideMethods[textOf(id)] ?? "", literal(options), { value: properties, name: "looks" });
  }, code);
}

/** Every method that a panel's code may call. */
export const panelMethods: readonly string[] = [
  ...Object.keys(panelFields),
  ...Object.keys(valueFields),
  ...Object.values(overrideMethods),
  ...["mappings", "span"],
];

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
