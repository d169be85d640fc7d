import type { Detail } from "../change.ts";
import { fieldDetails } from "../fields.ts";
import { type Json, objectOf, objectsOf, textOf, without } from "../json.ts";
import { stepDetails, stepsText } from "./looks.ts";
import { queryDetails } from "./queries.ts";
import { textDetails } from "./texts.ts";

/** Told of in words of their own. */
const notHere = ["title", "description", "type", "targets", "fieldConfig"];

/** What changed in one panel, beside its place and size. Both come without what Grafana takes anyway. */
export function panelDetails(before: Json, after: Json): Detail[] {
  const shared = [...textDetails(before, after), ...queryDetails(before, after), ...unitAndSteps(before, after)];
  // Another kind of panel has other settings: none of them is the same one changed.
  if (before.type !== after.type) return [{ sentence: `is a ${after.type} instead of a ${before.type}` }, ...shared];
  return [
    ...shared,
    ...fieldDetails(without(before, ...notHere), without(after, ...notHere)),
    ...fieldDetails(otherDefaults(before), otherDefaults(after)),
    ...fieldDetails(overridesOf(before), overridesOf(after)),
  ];
}

const defaultsOf = ({ fieldConfig }: Json): Json => objectOf(objectOf(fieldConfig).defaults);

const otherDefaults = (panel: Json): Json => without(defaultsOf(panel), "unit", "thresholds");

function unitAndSteps(before: Json, after: Json): Detail[] {
  const [old, now] = [defaultsOf(before), defaultsOf(after)];
  const unit = (defaults: Json) => textOf(defaults.unit) || "none";
  return [
    ...(unit(old) === unit(now) ? [] : [{ sentence: `has the unit ${unit(now)} instead of ${unit(old)}` }]),
    ...stepDetails(old.thresholds, now.thresholds),
  ];
}

/** Field overrides by the field that they are for, then by what they set. */
const overridesOf = ({ fieldConfig }: Json): Json =>
  Object.fromEntries(
    objectsOf(objectOf(fieldConfig).overrides).map(({ matcher, properties }) => {
      const { id, options } = objectOf(matcher);
      const name = id === "byName" ? `field "${textOf(options)}"` : `fields ${textOf(id)} ${JSON.stringify(options)}`;
      return [name, Object.fromEntries(objectsOf(properties).map(({ id, value }) => [textOf(id), shown(id, value)]))];
    }),
  );

const shown = (id: unknown, value: unknown): unknown => (id === "thresholds" ? stepsText(value) : value);
