import type { TimeRange } from "@grafana/data";
import type { Dashboard, Variable } from "../model.ts";
import { ask } from "./ask.ts";
import { all, boardLookup, interpolate, type Lookup, type Values } from "./interpolate.ts";

type Variables = Dashboard["templating"];

/** A variable that the reader can set, with what there is to choose from. */
export interface Choice {
  readonly variable: Variable;
  readonly options: readonly string[];
}

/** A board's variables: what can be chosen, and what is. */
export interface Resolved {
  readonly choices: readonly Choice[];
  readonly values: Values;
}

/**
 * Asks for every variable's values in turn, since each may use those before it. What was chosen and is no longer
 * there gives way to the variable's opening value.
 */
export async function resolveVariables(defined: Variables, chosen: Values, range: TimeRange): Promise<Resolved> {
  let values: Values = {};
  const choices: Choice[] = [];
  for (const variable of defined.list ?? []) {
    const options = await optionsOf(variable, lookupOf(defined, values), range);
    values = { ...values, [variable.name]: valid(chosen[variable.name], variable, options) };
    if (variable.type !== "datasource" && variable.hide !== 2) choices.push({ variable, options });
  }
  return { choices, values };
}

/** The board's variables as its queries see them. */
export function lookupOf({ list: variables = [] }: Variables, values: Values): Lookup {
  const multi = new Set(variables.filter((one) => one.multi || one.includeAll).map(({ name }) => name));
  const allValues = variables.flatMap(({ name, allValue }) => (allValue ? [[name, allValue]] : []));
  return boardLookup(values, multi, Object.fromEntries(allValues));
}

async function optionsOf(variable: Variable, lookup: Lookup, range: TimeRange): Promise<readonly string[]> {
  const query = typeof variable.query === "string" ? variable.query : (variable.query?.query ?? "");
  if (variable.type === "custom") return query.split(",").map((value) => value.trim());
  if (variable.type === "textbox" || variable.type === "constant" || variable.type === "datasource") return [query];
  const match = /^label_values\(\s*(?:([\s\S]+),\s*)?(\w+)\s*\)$/.exec(query);
  if (variable.type !== "query" || !match) return [];
  const [, selector, label] = match;
  const window = { start: String(range.from.valueOf() / 1000), end: String(range.to.valueOf() / 1000) };
  const matching: Record<string, string> = selector ? { "match[]": interpolate(selector, lookup) } : {};
  return await ask<string[]>(`/prometheus/api/v1/label/${label}/values`, { ...matching, ...window });
}

function valid(
  chosen: readonly string[] | undefined,
  variable: Variable,
  options: readonly string[],
): readonly string[] {
  const kept = chosen?.filter((value) => options.includes(value) || (value === all && variable.includeAll)) ?? [];
  if (kept.length > 0) return kept;
  const opening = [variable.current?.value ?? []].flat().filter((value) => value === all || options.includes(value));
  if (opening.length > 0) return opening;
  return variable.includeAll ? [all] : options.slice(0, 1);
}
