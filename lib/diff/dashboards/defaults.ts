import { isDeepStrictEqual } from "node:util";
import { type Json, objectOf, objectsOf, without } from "../json.ts";

/** What Grafana takes where a panel says nothing; writing it down changes nothing. */
const ofPanel: Json = { transparent: false, repeatDirection: "h", links: [], transformations: [], description: "" };
const ofField: Json = { mappings: [], links: [], unit: "none", custom: {} };
const ofQuery: Json = { instant: false, range: true, hide: false, exemplar: false, legendFormat: "" };

/** Written by whichever Grafana saved the panel last. */
const ofServer = ["pluginVersion", "id", "gridPos"];

/** A panel without its place and without what Grafana takes anyway. */
export function essentialPanel(panel: Json): Json {
  const { fieldConfig, targets, ...rest } = without(panel, ...ofServer);
  const { defaults, overrides = [], ...others } = objectOf(fieldConfig);
  const fields = {
    ...others,
    ...filled("defaults", essentialDefaults(objectOf(defaults))),
    ...filled("overrides", overrides),
  };
  const queries = objectsOf(targets).map(essentialQuery);
  return { ...unlessDefault(rest, ofPanel), ...filled("fieldConfig", fields), ...filled("targets", queries) };
}

/** A query without what Grafana takes anyway. */
export const essentialQuery = (query: Json): Json => unlessDefault(query, ofQuery);

/** The lowest threshold has no lower end, written as null or not at all. */
function essentialDefaults(defaults: Json): Json {
  const { thresholds, ...rest } = unlessDefault(defaults, ofField);
  const steps = objectsOf(objectOf(thresholds).steps).map(({ value, ...step }) => ({ ...step, value: value ?? null }));
  return thresholds === undefined ? rest : { ...rest, thresholds: { ...objectOf(thresholds), steps } };
}

const unlessDefault = (object: Json, defaults: Json): Json =>
  Object.fromEntries(
    Object.entries(object).filter(
      ([key, value]) => value !== undefined && value !== null && !isDeepStrictEqual(value, defaults[key]),
    ),
  );

/** A field for a value that is not empty. */
const filled = (key: string, value: unknown): Json => {
  const empty = Array.isArray(value) ? value.length === 0 : Object.keys(objectOf(value)).length === 0;
  return empty ? {} : { [key]: value };
};
