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

const panel: Shape = {
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
  "panels?": [{ ...panel, "panels?": [panel] }],
};
