import { isDeepStrictEqual } from "node:util";
import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import { isObject, type Json } from "../diff/json.ts";
import { type Code, call, flat, method } from "./code.ts";

/** One way to write something: its code, and the JSON that it builds. */
export interface Candidate {
  readonly code: Code;
  readonly built: Json;
  /** The JSON that the methods must complete it to, where it is not the wanted one. */
  readonly wanted?: Json;
  /** The methods of its builder, where they are not the usual ones. */
  readonly chain?: Chain;
}

/** The JSON that a builder makes. */
export const builtJson = (builder: Builder<unknown>): Json => JSON.parse(JSON.stringify(builder.build()));

/** Writes the difference between built and wanted JSON as methods of the SDK. @returns with the rest that no method sets */
export type Chain = (code: Code, patch: Json) => { readonly code: Code; readonly rest: Json };

/**
 * The shortest way to write the wanted JSON: each candidate is completed by methods, then by `withJson()`; what no
 * candidate comes near is written as it is.
 * @param raw the JSON itself
 */
export function shortest(wanted: Json, candidates: readonly Candidate[], chain: Chain, raw: Code): Code {
  const ways = candidates.map(({ code, built, wanted: own = wanted, chain: ownChain = chain }) => {
    const { code: chained, rest } = ownChain(code, patchOf(built, own));
    return Object.keys(rest).length === 0
      ? chained
      : call("panels.withJson", chained, { value: rest, name: "settings" });
  });
  const asIs = call("panels.asBuilder", raw);
  return [...ways, asIs].reduce((best, way) => (flat(way).length < flat(best).length ? way : best));
}

/** The patch that makes one JSON of the other; undefined removes a field. */
export function patchOf(built: Json, wanted: Json): Json {
  const keys = [...new Set([...Object.keys(built), ...Object.keys(wanted)])];
  return Object.fromEntries(
    keys.flatMap((key) => {
      const [old, now] = [built[key] ?? undefined, wanted[key] ?? undefined];
      if (isDeepStrictEqual(old, now)) return [];
      // A reference to a datasource is replaced as a whole.
      const inside = isObject(old) && isObject(now) && key !== "datasource";
      return [[key, inside ? patchOf(old, now) : now] as const];
    }),
  );
}

/** The values that a method of the SDK accepts. */
type Taken = "string" | "number" | "boolean" | ((value: unknown) => boolean);

/** A chain of methods with the names of the fields that they set; values that they do not accept are left. */
export const simpleChain =
  (fields: Readonly<Record<string, Taken>>): Chain =>
  (code, patch) => {
    let chained = code;
    const rest: Record<string, unknown> = {};
    for (const [field, value] of Object.entries(patch)) {
      const taken = Object.hasOwn(fields, field) ? fields[field] : undefined;
      if (typeof taken === "function" ? taken(value) : typeof value === taken && value !== undefined)
        chained = method(chained, field, { value, name: field });
      else rest[field] = value;
    }
    return { code: chained, rest };
  };

/** Older dashboards name a datasource by a string, and some references have fields that the SDK's type lacks. */
export const isReference = (value: unknown): boolean =>
  isObject(value) &&
  Object.entries(value).every(([key, part]) => (key === "type" || key === "uid") && typeof part === "string");
