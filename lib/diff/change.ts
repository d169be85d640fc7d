import { isDeepStrictEqual } from "node:util";
import { parseDuration } from "../promql/syntax/numbers.ts";
import { isObject, type Json, objectsOf, without } from "./json.ts";

/** What part of the monitoring a change is in; reports have them in this order. */
export const areas = {
  dashboards: "Dashboards",
  rules: "Rules",
  notifications: "Notifications",
  routing: "Routing",
  datasources: "Datasources",
  scraping: "Scraping and probes",
  logs: "Logs",
} as const;

export type Area = keyof typeof areas;

/** One difference, worded for a reviewer. */
export interface Change {
  readonly area: Area;
  readonly kind: "added" | "removed" | "changed" | "moved";
  /** The changed thing, such as `alert KafkaUnreachable` or `kafka › Consumer lag › Time lag by group`. */
  readonly subject: string;
  /** How it changed: `is critical instead of warning`. */
  readonly sentence: string;
  /** Texts to show below each other, where the sentence does not hold the whole change. */
  readonly before?: string;
  readonly after?: string;
}

/** A change without its area and subject. */
export type Detail = Pick<Change, "sentence" | "before" | "after"> & { readonly kind?: Change["kind"] };

/** Details of one subject. */
export const about = (area: Area, subject: string, details: readonly Detail[]): Change[] =>
  details.map(({ kind = "changed", ...detail }) => ({ area, kind, subject, ...detail }));

/** `4 panels`, `1 panel`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[]): string {
  const last = items.at(-1) ?? "";
  return items.length < 2 ? last : `${items.slice(0, -1).join(", ")} and ${last}`;
}

/** A text in quotes; a long one is cut. */
export function quoted(text: string, most = 80): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return `"${line.length > most ? `${line.slice(0, most - 1)}…` : line}"`;
}

/** The longest value that is shown in a sentence. */
const longest = 60;

/**
 * Settings that differ, one detail each, by their path: `options.legend.displayMode is "table" instead of "list"`.
 * Null and absent are the same. For all settings without a sentence of their own, so that no change is lost.
 */
export const fieldDetails = (before: Json, after: Json, path = ""): Detail[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .sort()
    .flatMap((field) => valueDetails(before[field], after[field], path === "" ? field : `${path}.${field}`));

function valueDetails(before: unknown, after: unknown, path: string): Detail[] {
  if (isDeepStrictEqual(before ?? undefined, after ?? undefined)) return [];
  if (isObject(before) && isObject(after)) return fieldDetails(before, after, path);
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length)
    return after.flatMap((value, i) => valueDetails(before[i], value, `${path}[${i}]`));
  return [valueDetail(before, after, path)];
}

function valueDetail(before: unknown, after: unknown, path: string): Detail {
  const [old, now] = [show(before), show(after)];
  if (old === undefined) return { sentence: now ? `sets ${path} to ${now}` : `sets ${path}`, ...texts(before, after) };
  if (now === undefined) return { sentence: `no longer sets ${path}`, ...texts(before, after) };
  if (old !== "" && now !== "") return { sentence: `${path} is ${now} instead of ${old}` };
  return { sentence: `${path} changed`, ...texts(before, after) };
}

/** A value in a sentence: undefined where there is none, empty where it is too long for one. */
function show(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  const text = typeof value === "string" ? quoted(value, Number.POSITIVE_INFINITY) : JSON.stringify(value);
  return text.length > longest ? "" : text;
}

/** Long values, to be shown below the sentence. */
const texts = (before: unknown, after: unknown): Pick<Detail, "before" | "after"> => ({
  ...(show(before) === "" && { before: long(before) }),
  ...(show(after) === "" && { after: long(after) }),
});

const long = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value, null, 2));

type Documents = Readonly<Record<string, Json>>;

/** What changed among named documents, as changes of their settings. */
export function documentChanges(
  area: Area,
  noun: string,
  before: Documents,
  after: Documents,
  details = fieldsOf,
): Change[] {
  const { both, removed, added } = pairUp(Object.keys(before).sort(), Object.keys(after).sort(), (name) => name);
  const subject = (name: string) => `${noun} ${name}`.trim();
  return [
    ...removed.flatMap((name) => about(area, subject(name), [{ kind: "removed", sentence: "is gone" }])),
    ...added.flatMap((name) => about(area, subject(name), [{ kind: "added", sentence: "is new" }])),
    ...both.flatMap(({ after: name }) => about(area, subject(name), details(before[name] ?? {}, after[name] ?? {}))),
  ];
}

const fieldsOf = (before: Json, after: Json): Detail[] => fieldDetails(before, after);

/** What changed in a log pipeline: its source, and its stages in order. */
export function pipelineDetails(before: Json, after: Json): Detail[] {
  const { both, removed, added } = pairUp(
    objectsOf(before.pipeline_stages),
    objectsOf(after.pipeline_stages),
    (stage) => JSON.stringify(stage),
    kindOf,
  );
  const show = (stage: Json) => JSON.stringify(stage[kindOf(stage)], null, 2);
  return [
    ...fieldDetails(without(before, "pipeline_stages"), without(after, "pipeline_stages")),
    ...removed.map(
      (stage): Detail => ({ kind: "removed", sentence: `no longer has a ${kindOf(stage)} stage`, before: show(stage) }),
    ),
    ...added.map(
      (stage): Detail => ({ kind: "added", sentence: `has a new ${kindOf(stage)} stage`, after: show(stage) }),
    ),
    ...both.flatMap(({ before, after, moved }) => [
      ...(moved ? [{ kind: "moved" as const, sentence: `its ${kindOf(after)} stage moved` }] : []),
      ...fieldDetails(before, after, "stage"),
    ]),
  ];
}

/** Which stage it is, such as `json`: its only key. */
const kindOf = (stage: Json): string => Object.keys(stage)[0] ?? "";

/** Whether two durations are as long as each other; empty is none. What is not a duration is compared as text. */
export function sameDuration(before: string, after: string): boolean {
  return before === after || length(before) === length(after);
}

function length(duration: string): number | string {
  if (duration === "") return 0;
  const seconds = parseDuration(duration);
  return typeof seconds === "number" ? seconds : duration;
}

export interface Pairs<T> {
  /** In the order that the second list has. */
  readonly both: readonly Pair<T>[];
  readonly removed: readonly T[];
  readonly added: readonly T[];
}

export interface Pair<T> {
  readonly before: T;
  readonly after: T;
  /** Whether it left its place among the others that both lists have. */
  readonly moved: boolean;
}

/**
 * Finds which item of one list became which of another.
 * @param keys by which items are the same, the surest first; items without a key are left to the next
 */
export function pairUp<T>(
  before: readonly T[],
  after: readonly T[],
  ...keys: readonly ((item: T) => string | undefined)[]
): Pairs<T> {
  const found = new Map<T, T>();
  const left = new Set(before);
  for (const key of keys) {
    for (const item of after) {
      const wanted = found.has(item) ? undefined : key(item);
      if (wanted === undefined) continue;
      const match = [...left].find((candidate) => key(candidate) === wanted);
      if (match === undefined) continue;
      found.set(item, match);
      left.delete(match);
    }
  }
  return {
    both: inOrder(before, after, found),
    removed: before.filter((item) => left.has(item)),
    added: after.filter((item) => !found.has(item)),
  };
}

function inOrder<T>(before: readonly T[], after: readonly T[], found: ReadonlyMap<T, T>): Pair<T>[] {
  const pairs = after.flatMap((item) => {
    const old = found.get(item);
    return old === undefined ? [] : [{ before: old, after: item, place: before.indexOf(old) }];
  });
  const movedPlaces = displaced(pairs.map(({ place }) => place));
  return pairs.map(({ place, ...pair }) => ({ ...pair, moved: movedPlaces.has(place) }));
}

/**
 * The fewest places whose taking out leaves the others in ascending order: what was moved.
 * @param places that items had, in the order that they have now
 */
export function displaced(places: readonly number[]): Set<number> {
  const stay = longestAscent(places);
  return new Set(places.filter((place) => !stay.has(place)));
}

function longestAscent(places: readonly number[]): Set<number> {
  const best = places.map(() => ({ length: 1, previous: -1 }));
  let end = 0;
  places.forEach((place, i) => {
    for (let j = 0; j < i; j++) {
      const length = (best[j]?.length ?? 0) + 1;
      if ((places[j] ?? 0) < place && length > (best[i]?.length ?? 0)) best[i] = { length, previous: j };
    }
    if ((best[i]?.length ?? 0) > (best[end]?.length ?? 0)) end = i;
  });
  const ascent = new Set<number>();
  for (let at = places.length > 0 ? end : -1; at >= 0; at = best[at]?.previous ?? -1) ascent.add(places[at] ?? 0);
  return ascent;
}
