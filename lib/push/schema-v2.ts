import { isObject, type Json } from "../diff/json.ts";
import { classicOfV2 } from "../pull/schema-v2.ts";
import type { DashboardJson } from "./decision.ts";

// Dashboards that are pushed in schema v2: what of them says something, and what of it a person reads.

/** Fields whose values are a plugin's, or may be anything: what is empty there may say something. */
const free = new Set(["options", "custom", "legacyOptions", "value"]);

/**
 * A spec of schema v2 without what says nothing, such as `false` and empty lists: a server fills these in, or drops them, as
 * its types want.
 */
export const contentV2 = (spec: Json): DashboardJson => essential(spec, "") as DashboardJson;

function essential(value: unknown, field: string): unknown {
  if (free.has(field)) return value;
  if (Array.isArray(value)) return value.map((one) => essential(one, ""));
  if (!isObject(value)) return value;
  const isQuery = value.kind === "DataQuery";
  const entries = Object.entries(value).map(([key, inner]) => [
    key,
    isQuery && key === "spec" ? inner : essential(inner, key),
  ]);
  return Object.fromEntries(entries.filter(([, inner]) => !isEmpty(inner)));
}

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === false ||
  value === "" ||
  (Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0);

/** Whether it has no tabs, conditions or the like: classic JSON says the same. */
export const isSaidByClassic = (spec: Json): boolean => classicOfV2(spec).lost.length === 0;

/** What of a spec our definitions cannot say, such as an auto grid. */
export const notDefinable = (spec: Json): readonly string[] => classicOfV2(spec, true).lost;

/** The form in which two dashboards of schema v2 are compared for people: classic JSON, with tabs and conditions. */
export const comparableV2 = (spec: Json): DashboardJson => classicOfV2(spec, true).board as DashboardJson;
