import { type Detail, quoted } from "./change.ts";
import { expressionDetails } from "./expressions.ts";
import { fieldDetails } from "./fields.ts";
import { type Json, objectOf, objectsOf, textOf, without } from "./json.ts";
import { pairUp } from "./pairs.ts";

/** Reported in words of their own. */
const describedSeparately = ["title", "description", "type", "targets", "fieldConfig"];

/** What changed in one panel, beside its place and size. Both come without what Grafana takes anyway. */
export function panelDetails(before: Json, after: Json): Detail[] {
  const shared = [...textDetails(before, after), ...queryDetails(before, after), ...unitAndSteps(before, after)];
  // Another kind of panel has other settings: none of them is the same one changed.
  if (before.type !== after.type) return [{ sentence: `is a ${after.type} instead of a ${before.type}` }, ...shared];
  return [
    ...shared,
    ...fieldDetails(without(before, ...describedSeparately), without(after, ...describedSeparately)),
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

interface Step {
  readonly color: string;
  /** Undefined for the lowest. */
  readonly from: number | undefined;
}

/** What changed in a panel's thresholds: limits that moved by their colour, else all of them. */
export function stepDetails(before: unknown, after: unknown): Detail[] {
  if (stepsText(before) === stepsText(after)) return [];
  const [old, now] = [stepsOf(before), stepsOf(after)];
  const sameColours = mode(before) === mode(after) && colours(old) === colours(now);
  if (!sameColours) return [{ sentence: `is coloured ${stepsText(after)} instead of ${stepsText(before)}` }];
  return now.flatMap(({ color, from }, i) =>
    from === old[i]?.from ? [] : [{ sentence: `turns ${color} from ${from} instead of ${old[i]?.from}` }],
  );
}

/** `green, orange from 0.8, red from 0.9`. */
export function stepsText(thresholds: unknown): string {
  const steps = stepsOf(thresholds).map(({ color, from }) => (from === undefined ? color : `${color} from ${from}`));
  return `${steps.join(", ") || "as Grafana does"}${mode(thresholds) === "percentage" ? " (in percent)" : ""}`;
}

const stepsOf = (thresholds: unknown): Step[] =>
  objectsOf(objectOf(thresholds).steps).map(({ color, value }) => ({
    color: textOf(color),
    from: typeof value === "number" ? value : undefined,
  }));

const mode = (thresholds: unknown): string => textOf(objectOf(thresholds).mode) || "absolute";

const colours = (steps: readonly Step[]): string => steps.map(({ color }) => color).join();

const queryFieldsDescribed = ["expr", "legendFormat", "refId", "instant", "range"];

/** What changed in what a panel asks. */
export function queryDetails(before: Json, after: Json): Detail[] {
  const { both, removed, added } = pairUp(
    objectsOf(before.targets),
    objectsOf(after.targets),
    (query) => JSON.stringify([query.refId, query.expr]),
    ({ expr }) => textOf(expr) || undefined,
    ({ refId }) => textOf(refId) || undefined,
    () => "left over",
  );
  return [
    ...removed.map(
      (query): Detail => ({
        kind: "removed",
        sentence: `no longer asks query ${query.refId}`,
        ...text("before", query),
      }),
    ),
    ...both.flatMap(({ before, after }) => changedQuery(before, after)),
    ...added.map(
      (query): Detail => ({ kind: "added", sentence: `also asks query ${query.refId}`, ...text("after", query) }),
    ),
  ];
}

const text = (side: "before" | "after", { expr }: Json) => (expr === undefined ? {} : { [side]: textOf(expr) });

function changedQuery(before: Json, after: Json): Detail[] {
  const what = `query ${textOf(after.refId) || "A"}`;
  const [old, now] = [textOf(before.legendFormat), textOf(after.legendFormat)];
  return [
    ...expressionDetails(what, textOf(before.expr), textOf(after.expr)),
    ...(old === now ? [] : [{ sentence: `${what}: names its series ${quoted(now)} instead of ${quoted(old)}` }]),
    ...(timesOf(before) === timesOf(after)
      ? []
      : [{ sentence: `${what}: asks for ${timesOf(after)} instead of ${timesOf(before)}` }]),
    ...fieldDetails(without(before, ...queryFieldsDescribed), without(after, ...queryFieldsDescribed)).map(
      (detail) => ({
        ...detail,
        sentence: `${what}: ${detail.sentence}`,
      }),
    ),
  ];
}

/** Prometheus asks over time where nothing is said. */
function timesOf({ instant, range }: Json): string {
  if (!instant) return "values over time";
  return range ? "values over time and the newest" : "the newest values";
}

/** A new title or description, of a board or a panel. */
export function textDetails(before: Json, after: Json): Detail[] {
  const [oldTitle, newTitle] = [textOf(before.title), textOf(after.title)];
  const [old, now] = [textOf(before.description), textOf(after.description)];
  const details: Detail[] = [];
  if (oldTitle !== newTitle) details.push({ sentence: `is called ${quoted(newTitle)} instead of ${quoted(oldTitle)}` });
  if (old !== now) details.push({ sentence: "has another description", before: old, after: now });
  return details;
}
