import {
  about,
  type Change,
  type Detail,
  displaced,
  fieldDetails,
  type Pair,
  type Pairs,
  pairUp,
  quoted,
} from "./change.ts";
import { expressionDetails, shape, treeOf } from "./expressions.ts";
import {
  type BoardRow,
  essentialPanel,
  isObject,
  type Json,
  objectOf,
  objectsOf,
  place,
  textOf,
  without,
} from "./json.ts";

/** A panel with the row that it stands in, named by what the row is now. */
interface Placed {
  readonly panel: Json;
  readonly row: string;
}

/** What changed in a board's panels. Panels of added and removed rows are reported with their rows. */
export function panelChanges(uid: string, rows: Pairs<BoardRow>): Change[] {
  const before = [
    ...rows.both.flatMap(({ before, after }) => placed(before, after.title)),
    ...rows.removed.flatMap((row) => placed(row, row.title)),
  ];
  const after = [...rows.both.map((pair) => pair.after), ...rows.added].flatMap((row) => placed(row, row.title));
  const pairs = pairUp(before, after, byPlace, byTitle, byId, byQuestions);
  const name = ({ row, panel }: Placed) => [uid, row, textOf(panel.title) || "(no title)"].filter(Boolean).join(" › ");
  const within = (some: readonly BoardRow[], { panel }: Placed) => some.some(({ panels }) => panels.includes(panel));
  const gone = pairs.removed.filter((one) => !within(rows.removed, one));
  const fresh = pairs.added.filter((one) => !within(rows.added, one));
  const places = placesOf(pairs, before);
  return [
    ...gone.flatMap((one) => about("dashboards", name(one), [{ kind: "removed", sentence: "is gone" }])),
    ...fresh.flatMap((one) => about("dashboards", name(one), [newPanel(one.panel)])),
    ...pairs.both.flatMap((pair, i) => {
      const details = [
        ...(places[i] ?? []),
        ...panelDetails(essentialPanel(pair.before.panel), essentialPanel(pair.after.panel)),
      ];
      return about("dashboards", name(pair.after), details);
    }),
  ];
}

/** For each pair, what became of its place and size. Where panels come and go, their neighbours' sizes follow: no news. */
function placesOf(pairs: Pairs<Placed>, before: readonly Placed[]): Detail[][] {
  const stayed = pairs.both.filter((pair) => pair.before.row === pair.after.row);
  const rows = new Set(stayed.map(({ after }) => after.row));
  const movedWithin = new Set(
    [...rows].flatMap((row) => {
      const own = stayed.filter(({ after }) => after.row === row).map((pair) => before.indexOf(pair.before));
      return [...displaced(own)].map((place) => before[place]);
    }),
  );
  const came = pairs.both.filter((pair) => pair.before.row !== pair.after.row);
  const disturbed = new Set(
    [...pairs.added, ...pairs.removed, ...came.flatMap((pair) => [pair.before, pair.after]), ...movedWithin].map(
      (one) => one?.row,
    ),
  );
  return pairs.both.map((pair, i) => {
    if (pair.before.row !== pair.after.row) return [cameFrom(pair.before)];
    if (movedWithin.has(pair.before)) return [movedBehind(pair, pairs.both[i - 1])];
    return disturbed.has(pair.after.row) ? [] : sizeDetails(pair.before.panel, pair.after.panel);
  });
}

const placed = ({ panels }: BoardRow, row: string): Placed[] => panels.map((panel) => ({ panel, row }));

const byPlace = ({ row, panel }: Placed): string => JSON.stringify([row, panel.title]);
const byTitle = ({ panel }: Placed): string | undefined => textOf(panel.title) || undefined;
const byId = ({ panel }: Placed): string | undefined => (panel.id ? `${panel.type} ${panel.id}` : undefined);

/** A panel that asks the same in the same way is the same by another name. */
function byQuestions({ panel }: Placed): string | undefined {
  const exprs = objectsOf(panel.targets)
    .map(({ expr }) => textOf(expr))
    .filter(Boolean);
  if (exprs.length === 0) return undefined;
  return JSON.stringify([panel.type, ...exprs.map((expr) => shapeOf(expr))]);
}

function shapeOf(expr: string): string {
  const tree = treeOf(expr);
  return tree ? shape(tree) : expr;
}

const cameFrom = ({ row }: Placed): Detail => ({
  kind: "moved",
  sentence: row === "" ? "moved into the row" : `moved here from ${quoted(row)}`,
});

function movedBehind({ after }: Pair<Placed>, previous: Pair<Placed> | undefined): Detail {
  const neighbour = previous?.after.row === after.row ? quoted(textOf(previous.after.panel.title)) : undefined;
  return { kind: "moved", sentence: neighbour ? `moved behind ${neighbour}` : "moved to the beginning of its row" };
}

/** A panel without a size is as large as the layout makes it. */
function sizeDetails(before: Json, after: Json): Detail[] {
  if (![before, after].every(({ gridPos }) => isObject(gridPos))) return [];
  const [old, now] = [before, after].map((panel) => `${place(panel, "w")}×${place(panel, "h")}`);
  return old === now ? [] : [{ sentence: `is ${now} instead of ${old}` }];
}

function newPanel(panel: Json): Detail {
  const exprs = objectsOf(panel.targets)
    .map(({ expr }) => textOf(expr))
    .filter(Boolean);
  return { kind: "added", sentence: `is a new ${panel.type}`, ...(exprs.length > 0 && { after: exprs.join("\n") }) };
}

/** Reported in sentences of their own. */
const describedSeparately = ["title", "description", "type", "targets", "fieldConfig"];

/** What changed in one panel, except its position and size. Both panels come without values that equal Grafana's defaults. */
function panelDetails(before: Json, after: Json): Detail[] {
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

/** Field overrides by the field that they are for, then by what they set. Further ones of a field are numbered. */
function overridesOf({ fieldConfig }: Json): Json {
  const overrides: Record<string, Json> = {};
  for (const { matcher, properties } of objectsOf(objectOf(fieldConfig).overrides)) {
    const { id, options } = objectOf(matcher);
    const name = id === "byName" ? `field "${textOf(options)}"` : `fields ${textOf(id)} ${JSON.stringify(options)}`;
    const set = objectsOf(properties).map(({ id, value }) => [textOf(id), shown(id, value)]);
    overrides[freeName(name, overrides)] = Object.fromEntries(set);
  }
  return overrides;
}

function freeName(name: string, taken: Json): string {
  if (!(name in taken)) return name;
  let number = 2;
  while (`${name} (${number})` in taken) number++;
  return `${name} (${number})`;
}

const shown = (id: unknown, value: unknown): unknown => (id === "thresholds" ? stepsText(value) : value);

interface Step {
  readonly color: string;
  /** Undefined for the lowest. */
  readonly from: number | undefined;
}

/** What changed in a panel's thresholds: limits that moved by their colour, else all of them. */
function stepDetails(before: unknown, after: unknown): Detail[] {
  if (stepsText(before) === stepsText(after)) return [];
  const [old, now] = [stepsOf(before), stepsOf(after)];
  const sameColours = mode(before) === mode(after) && colours(old) === colours(now);
  if (!sameColours) return [{ sentence: `is coloured ${stepsText(after)} instead of ${stepsText(before)}` }];
  return now.flatMap(({ color, from }, i) =>
    from === old[i]?.from ? [] : [{ sentence: `turns ${color} from ${from} instead of ${old[i]?.from}` }],
  );
}

/** `green, orange from 0.8, red from 0.9`. */
function stepsText(thresholds: unknown): string {
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
function queryDetails(before: Json, after: Json): Detail[] {
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
    ...both.flatMap(({ before: old, after: now }) => [
      ...renamedQuery(old, now, before, after),
      ...changedQuery(old, now),
    ]),
    ...added.map(
      (query): Detail => ({ kind: "added", sentence: `also asks query ${query.refId}`, ...text("after", query) }),
    ),
  ];
}

/** A query's new name, unless both names only count the queries: A, B, C. */
function renamedQuery(before: Json, after: Json, boardBefore: Json, boardAfter: Json): Detail[] {
  if (before.refId === after.refId || (isCounted(before, boardBefore) && isCounted(after, boardAfter))) return [];
  return [{ sentence: `query ${textOf(before.refId)} is called ${textOf(after.refId)} now` }];
}

const isCounted = (query: Json, { targets }: Json): boolean =>
  query.refId === undefined || query.refId === String.fromCharCode(65 + objectsOf(targets).indexOf(query));

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
