/**
 * A list, an object with fields, a text that may be absent, or a name, which may not. Fields that are not listed may hold
 * anything.
 */
type Shape = readonly [Shape] | { readonly [field: string]: Shape } | "text" | "name";

const panel: Shape = {
  type: "text",
  title: "text",
  gridPos: {},
  targets: [{ expr: "text" }],
  transformations: [{ options: {} }],
  fieldConfig: { defaults: { thresholds: { steps: [{}] } }, overrides: [{ matcher: {}, properties: [{}] }] },
  options: {},
  links: [{}],
};

/** The parts of a dashboard that readers rely on. A part may be absent. */
const board: Shape = {
  title: "text",
  tags: ["text"],
  links: [{}],
  templating: { list: [{ name: "name" }] },
  annotations: { list: [{}] },
  panels: [{ ...panel, panels: [panel] }],
};

/**
 * The first part of a dashboard's JSON that its readers cannot read, such as a panel that is `null`.
 * @returns a sentence with its path; undefined if there is none
 */
export const misshapenPart = (json: unknown): string | undefined => misshapen(json, board, "");

function misshapen(value: unknown, shape: Shape, path: string): string | undefined {
  if (shape === "name") return typeof value === "string" ? undefined : said(path, value, "a text");
  if (value === undefined) return undefined;
  // Grafana writes null for some parts that are absent, but never into a list.
  if (value === null && !path.endsWith("]")) return undefined;
  if (shape === "text") return typeof value === "string" ? undefined : said(path, value, "a text");
  if (Array.isArray(shape)) {
    if (!Array.isArray(value)) return said(path, value, "a list");
    return first(value, (one, i) => misshapen(one, shape[0], `${path}[${i}]`));
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return said(path, value, "an object");
  return first(Object.entries(shape), ([name, inner]) =>
    misshapen((value as Record<string, unknown>)[name], inner, path === "" ? name : `${path}.${name}`),
  );
}

function first<T>(list: readonly T[], find: (one: T, i: number) => string | undefined): string | undefined {
  for (const [i, one] of list.entries()) {
    const found = find(one, i);
    if (found !== undefined) return found;
  }
  return undefined;
}

function said(path: string, value: unknown, wanted: string): string {
  const found =
    value === undefined ? "missing" : value === null ? "null" : Array.isArray(value) ? "a list" : `a ${typeof value}`;
  return `${path || "the dashboard"} is ${found}, and must be ${wanted}`;
}
