import { isObject, type Json, objectOf, objectsOf, textOf, without } from "../diff/json.ts";
import { type Code, literal, method } from "./code.ts";
import { mappingCode } from "./fields.ts";
import { type Chain, isReference, simpleChain } from "./shortest.ts";

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
