import type { Dashboard, VariableModel } from "@grafana/grafana-foundation-sdk/dashboard";
import { variablesOf } from "../emit/grafana.ts";
import { type Parsed, parse } from "../promql/syntax/parse.ts";

/**
 * Parses the query of a panel. A variable can stand for a name, a label's value, a number or a duration; one whose values
 * are listed can also stand for an operator: `a $or_unless b` is right if it is with each of the values.
 */
export function parseWithVariables(text: string, dashboard: Dashboard): Parsed {
  const parsed = parse(text, { grafana: true });
  if (parsed.problems.length === 0) return parsed;
  for (const variable of variablesOf(dashboard)) {
    const values = variable.type === "custom" ? valuesOf(variable) : [];
    const texts = values.map((value) => text.replaceAll(references(variable.name), () => value));
    if (
      texts.length > 0 &&
      !texts.includes(text) &&
      texts.every((one) => parse(one, { grafana: true }).problems.length === 0)
    )
      return { problems: [] };
  }
  return parsed;
}

/** `$x`, `${x}` and `[[x]]`. */
const references = (name: string): RegExp => {
  const literal = name.replace(/[^\w]/g, "\\$&");
  return new RegExp(`\\$${literal}\\b|\\$\\{${literal}\\}|\\[\\[${literal}\\]\\]`, "g");
};

/** The values of a custom variable, which it lists as `or, unless` or as `Include : or, Exclude : unless`. */
function valuesOf({ query }: VariableModel): string[] {
  if (typeof query !== "string" || query.trim() === "") return [];
  return query.split(",").map((item) => (item.split(" : ").at(-1) ?? "").trim());
}

/** Whether a regular expression takes one value of a label at most, apart from the empty one: `$cluster`. */
export function isOneValue(text: string, dashboard: Dashboard | undefined): boolean {
  const [, name] = /^\$\{?(\w+)\}?\|?$/.exec(text) ?? [];
  const variable = dashboard && variablesOf(dashboard).find((candidate) => candidate.name === name);
  return variable !== undefined && variable.multi !== true && variable.includeAll !== true;
}
