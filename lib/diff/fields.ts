import { isDeepStrictEqual } from "node:util";
import { type Detail, quoted } from "./change.ts";
import { isObject, type Json } from "./json.ts";

/** What a reader is told of one value. */
const longest = 60;

/**
 * Settings that differ, one detail each, by their path: `options.legend.displayMode is "table" instead of "list"`.
 * Null and absent are the same. For what nobody wrote better words for, so that no change is lost.
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
