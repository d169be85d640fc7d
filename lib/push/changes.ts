import { content, type DashboardJson } from "./canonical.ts";

/** One place where two dashboards differ. */
export interface Change {
  /** Such as `panels › "Consumer lag" › targets › "A" › expr`. */
  readonly path: string;
  /** As JSON; absent where there was nothing. */
  readonly before?: string;
  /** As JSON; absent where nothing is left. */
  readonly after?: string;
}

/** Where two dashboards show different things, in the order of their keys; our mark and what servers write left out. */
export const changes = (before: DashboardJson, after: DashboardJson): Change[] =>
  compare(content(before), content(after), "");

function compare(before: unknown, after: unknown, path: string): Change[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const [a, b] = [partsOf(before), partsOf(after)];
  if (!a || !b) return [{ path, ...text("before", before), ...text("after", after) }];
  const keys = new Set([...a.keys(), ...b.keys()]);
  return [...keys].flatMap((key) => compare(a.get(key), b.get(key), path === "" ? key : `${path} › ${key}`));
}

/** The parts of an object by their keys; those of an array by what people call them, else by their place. */
function partsOf(value: unknown): Map<string, unknown> | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (!Array.isArray(value)) return new Map(Object.entries(value));
  const parts = new Map<string, unknown>();
  for (const [index, one] of value.entries()) {
    const name = nameOf(one) ?? `${index + 1}`;
    parts.set(parts.has(name) ? `${name} (${index + 1})` : name, one);
  }
  return parts;
}

function nameOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { title, refId, name } = value as { title?: unknown; refId?: unknown; name?: unknown };
  const found = [title, refId, name].find((one) => typeof one === "string" && one !== "");
  return found === undefined ? undefined : `"${found}"`;
}

const text = (side: "before" | "after", value: unknown): Pick<Change, "before" | "after"> =>
  value === undefined ? {} : { [side]: JSON.stringify(value) };
