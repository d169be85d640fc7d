import { isDeepStrictEqual } from "node:util";

/** An object of JSON whose fields are not known. */
export type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The value if it is an object, else an empty one. */
export const objectOf = (value: unknown): Json => (isObject(value) ? value : {});

/** The objects of a list; nothing if it is no list. */
export const objectsOf = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isObject) : []);

/** A field by a name from outside: of `constructor` an object has one that nobody wrote. */
export const ownField = <T>(object: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(object, name) ? object[name] : undefined;

/** The value as text; empty if there is none. A list or an object is printed as JSON. */
export const textOf = (value: unknown): string =>
  value === undefined || value === null ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);

/** An object without some of its fields. */
export const without = (object: Json, ...fields: readonly string[]): Json =>
  Object.fromEntries(Object.entries(object).filter(([field]) => !fields.includes(field)));

/** An object without the fields that are null or undefined. */
export const given = (fields: Json): Json =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null));

/** Whether a setting of a dashboard says as little as none: Grafana's exports are full of empty texts, lists and objects. */
export const saysNothing = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === "" ||
  (Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0);

/** A row with its panels. Panels above the first row stand in one without a title. */
export interface BoardRow {
  readonly title: string;
  readonly collapsed: boolean;
  /** What else is set on it, such as what it is repeated by. */
  readonly settings: Json;
  readonly panels: readonly Json[];
}

/** The rows of a dashboard, top to bottom, with their panels in reading order. */
export function rowsOf(board: Json): BoardRow[] {
  const rows: (Omit<BoardRow, "panels"> & { panels: Json[] })[] = [];
  for (const panel of inReadingOrder(objectsOf(board.panels))) {
    if (panel.type === "row") {
      const settings = without(panel, "id", "title", "type", "collapsed", "gridPos", "panels");
      const panels = [...inReadingOrder(objectsOf(panel.panels))];
      rows.push({ title: textOf(panel.title), collapsed: panel.collapsed === true, settings, panels });
      continue;
    }
    // What follows a folded row stands below it, not in it.
    if (rows.length === 0 || rows.at(-1)?.collapsed)
      rows.push({ title: "", collapsed: false, settings: {}, panels: [] });
    rows.at(-1)?.panels.push(panel);
  }
  return rows;
}

/** Grafana goes by the places on the grid, not by the order of the list. */
export const inReadingOrder = (panels: readonly Json[]): Json[] =>
  [...panels].sort((a, b) => place(a, "y") - place(b, "y") || place(a, "x") - place(b, "x"));

/** A panel's place or size in grid units. */
export const place = ({ gridPos }: Json, side: "x" | "y" | "w" | "h"): number =>
  Number((gridPos as Json | undefined)?.[side] ?? 0);

/** What Grafana takes where a panel says nothing; writing it down changes nothing. */
const ofPanel: Json = { transparent: false, repeatDirection: "h", transformations: [], description: "" };
const ofField: Json = { mappings: [], links: [], unit: "none", custom: {} };
const ofQuery: Json = { instant: false, range: true, hide: false, exemplar: false, legendFormat: "" };

/** Written by whichever Grafana saved the panel last. */
const ofServer = ["pluginVersion", "id", "gridPos"];

/** A panel without its place and without what Grafana takes anyway. */
export function essentialPanel(panel: Json): Json {
  const { fieldConfig, targets, links, ...rest } = without(panel, ...ofServer);
  const { defaults, overrides = [], ...others } = objectOf(fieldConfig);
  const fields = {
    ...others,
    ...filled("defaults", essentialDefaults(objectOf(defaults))),
    ...filled("overrides", overrides),
  };
  const queries = objectsOf(targets).map(essentialQuery);
  return {
    ...unlessDefault(rest, ofPanel),
    ...filled("links", objectsOf(links).map(essentialLink)),
    ...filled("fieldConfig", fields),
    ...filled("targets", queries),
  };
}

/** Builders write the fields of a dashboard's links for a panel's too, where they mean nothing. */
const ofLink: Json = {
  ...{ type: "link", tooltip: "", tags: [], placement: "inControlsMenu", targetBlank: false },
  ...{ asDropdown: false, includeVars: false, keepTime: false },
};

const essentialLink = (link: Json): Json => unlessDefault(without(link, "icon"), ofLink);

/** A query without what Grafana takes anyway. An instant query asks for a range too only where it says so. */
export function essentialQuery(query: Json): Json {
  const essential = unlessDefault(query, ofQuery);
  if (query.instant !== true) return essential;
  return query.range === true ? { ...essential, range: true } : without(essential, "range");
}

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

/** The variables of a dashboard. */
export const variablesOf = ({ templating }: Json): readonly Json[] => objectsOf(objectOf(templating).list);

/**
 * What a reader of JSON relies on: a text, a number, a list, an object whose fields all have one shape (`{ "*": ... }`),
 * or an object with some fields. A field whose name ends with `?` may be absent or null. Other fields may hold anything.
 */
export type Shape = "text" | "number" | "anything" | readonly [Shape] | { readonly [field: string]: Shape };

/**
 * The first part of a value that has another shape.
 * @returns a sentence with its path, such as `panels[2] is null, and must be an object`; undefined if there is none
 */
export function misshapenPart(value: unknown, shape: Shape, path = ""): string | undefined {
  if (shape === "anything") return undefined;
  if (shape === "text") return typeof value === "string" ? undefined : mismatch(path, value, "a text");
  if (shape === "number") return typeof value === "number" ? undefined : mismatch(path, value, "a number");
  if (isList(shape)) {
    if (!Array.isArray(value)) return mismatch(path, value, "a list");
    return first(value, (one, i) => misshapenPart(one, shape[0], `${path}[${i}]`));
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return mismatch(path, value, "an object");
  const fields = value as Readonly<Record<string, unknown>>;
  const below = (name: string) => (path === "" ? name : `${path}.${name}`);
  return first(Object.entries(shape), ([field, inner]) => {
    if (field === "*") return first(Object.entries(fields), ([name, one]) => misshapenPart(one, inner, below(name)));
    const name = field.replace(/\?$/, "");
    const one = Object.hasOwn(fields, name) ? fields[name] : undefined;
    return name !== field && (one === undefined || one === null) ? undefined : misshapenPart(one, inner, below(name));
  });
}

/** Whether lists and objects are nested deeper than so many levels: readers that call themselves would overflow the stack. */
export const isDeeperThan = (value: unknown, levels: number): boolean =>
  typeof value === "object" &&
  value !== null &&
  (levels === 0 || Object.values(value).some((one) => isDeeperThan(one, levels - 1)));

const isList = (shape: Shape): shape is readonly [Shape] => Array.isArray(shape);

function first<T>(list: readonly T[], find: (one: T, i: number) => string | undefined): string | undefined {
  for (const [i, one] of list.entries()) {
    const found = find(one, i);
    if (found !== undefined) return found;
  }
  return undefined;
}

function mismatch(path: string, value: unknown, wanted: string): string {
  const kind = Array.isArray(value)
    ? "a list"
    : value === null
      ? "null"
      : typeof value === "object"
        ? "an object"
        : `a ${typeof value}`;
  return `${path || "it"} is ${value === undefined ? "missing" : kind}, and must be ${wanted}`;
}

const panelShape: Shape = {
  "type?": "text",
  "title?": "text",
  "gridPos?": {},
  "targets?": [{ "refId?": "text", "expr?": "text" }],
  "transformations?": [{ "options?": {} }],
  "fieldConfig?": {
    "defaults?": { "thresholds?": { "steps?": [{}] } },
    "overrides?": [{ "matcher?": {}, "properties?": [{}] }],
  },
  "options?": {},
  "links?": [{}],
};

/** The parts of a dashboard that checks and outputs rely on. Grafana writes null for some that are absent. */
export const dashboardShape: Shape = {
  "title?": "text",
  "tags?": ["text"],
  "links?": [{}],
  "templating?": { "list?": [{ name: "text" }] },
  "annotations?": { "list?": [{ "name?": "text" }] },
  "panels?": [{ ...panelShape, "panels?": [panelShape] }],
};
