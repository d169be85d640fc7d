import { type DashboardJson, isMark } from "./mark.ts";

export type { DashboardJson } from "./mark.ts";

/**
 * Fields that a server writes, or that only a file has: they say nothing of what a dashboard shows. The Kubernetes-style
 * API moves the uid into the metadata.
 */
const notContent = new Set(["id", "uid", "version", "iteration", "$comment"]);

/** What a dashboard shows, with its keys in order and without our mark. */
export const content = (dashboard: DashboardJson): DashboardJson =>
  sorted(contentAsWritten(dashboard)) as DashboardJson;

/** The same with its keys as they came. */
export const contentAsWritten = (dashboard: DashboardJson): DashboardJson =>
  Object.fromEntries(Object.entries(withoutMark(dashboard)).filter(([key]) => !notContent.has(key)));

/** What a dashboard shows, as one text: equal for equal dashboards, whatever the order of their keys. */
export const canonical = (dashboard: DashboardJson): string => JSON.stringify(content(dashboard));

function withoutMark({ links, ...rest }: DashboardJson): DashboardJson {
  const own = Array.isArray(links) ? links.filter((link) => !isMark(link)) : [];
  return own.length === 0 ? rest : { ...rest, links: own };
}

/** Keys in order; what is undefined or null is left out, since servers drop it or fill it in. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined && inner !== null);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, sorted(inner)]));
}

/**
 * A short name for what a dashboard shows, to tell whether it changed: FNV-1a, 64 bits, in hexadecimal.
 * It guards against accidents, not against forgery. Source: RFC 9923.
 */
export function fingerprint(dashboard: DashboardJson): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(canonical(dashboard)))
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(16).padStart(16, "0");
}
