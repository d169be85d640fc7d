import { labelVariable } from "../authoring/panels/variables.ts";
import { type Json, objectOf, textOf } from "../diff/json.ts";
import type { Promql } from "../promql/promql.ts";
import { type Code, call, literal, object } from "./code.ts";
import { tagged } from "./promql.ts";
import { builtJson, type Candidate, isReference, shortest, simpleChain } from "./shortest.ts";

const labelValues = /^label_values\(\s*(.+)\s*,\s*(\w+)\s*\)$/s;

/** A variable made by `panels.labelVariable()`, or as Grafana's JSON. */
export function variableCode(variable: Json): Code {
  const question = textOf(objectOf(variable.query).query ?? variable.query);
  const [, selector = "", label = ""] = labelValues.exec(question) ?? [];
  const expr = tagged(selector);
  const candidates =
    expr && expr.text === selector ? [true, false].map((multi) => candidate(variable, label, expr, multi)) : [];
  return shortest(variable, candidates, simpleChain({ datasource: isReference }), {
    value: variable,
    name: "variable",
  });
}

function candidate(variable: Json, label: string, expr: { code: Code; text: string }, multi: boolean): Candidate {
  const [name, title] = [textOf(variable.name), textOf(variable.label)];
  const usual = textOf(labelVariable(label, expr.text as Promql, { name }).build().label);
  const options = {
    ...(name !== label && { name }),
    ...(title !== usual && { title }),
    ...(multi ? {} : { multi }),
  };
  const args =
    Object.keys(options).length > 0
      ? [object(Object.entries(options).map(([key, value]) => [key, literal(value)]))]
      : [];
  return {
    code: call("panels.labelVariable", literal(label), expr.code, ...args),
    built: builtJson(labelVariable(label, expr.text as Promql, options)),
  };
}
