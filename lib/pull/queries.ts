import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import { refIdAt } from "../authoring/panels/frame.ts";
import { buckets, instant, logql, query } from "../authoring/panels/index.ts";
import { labelVariable } from "../authoring/panels/variables.ts";
import { sameQuestion, treeOf } from "../diff/expressions.ts";
import { essentialQuery, type Json, objectOf, textOf, without } from "../diff/json.ts";
import { isRawTemplate } from "../generated-code.ts";
import { format } from "../promql/print.ts";
import { type Promql, promql } from "../promql/promql.ts";
import {
  builtJson,
  type Candidate,
  type Code,
  call,
  isReference,
  isTemplate,
  isValue,
  literal,
  object,
  shortest,
  simpleChain,
  type Template,
  type TemplatePart,
} from "./code.ts";

const logFields = { datasource: isReference, hide: "boolean", refId: "string" } as const;
const metricFields = {
  ...logFields,
  exemplar: "boolean",
  interval: "string",
  intervalFactor: "number",
  maxDataPoints: "number",
} as const;
const chain = simpleChain(metricFields);
const logChain = simpleChain(logFields);

/** Every method that a query's code may call. */
export const queryMethods: readonly string[] = Object.keys(metricFields);

/**
 * A query made by a function of `panels`.
 * @param place its index among the panel's queries, which gives it its name by default
 */
export function queryCode(target: Json, place: number): Code {
  const wanted = target.refId === refIdAt(place) ? without(target, "refId") : target;
  const written = promqlOf(target);
  const asked = written ? { ...wanted, expr: written.text } : wanted;
  return shortest(asked, written ? metricQueries(asked, written.code) : logQueries(asked), chain, rawQuery(asked));
}

/** The datasource decides, because simple LogQL is valid PromQL too. */
const promqlOf = ({ expr, datasource }: Json) =>
  objectOf(datasource).type === "loki" ? undefined : tagged(textOf(expr));

/** A query as Grafana's JSON, with its PromQL in a tag. */
export function rawQuery(target: Json): Code {
  const written = promqlOf(target);
  return object(
    Object.entries(target).map(([key, value]) => [
      key,
      key === "expr" && written ? written.code : { value, name: key },
    ]),
  );
}

function metricQueries(wanted: Json, code: Code): Candidate[] {
  const { expr, legendFormat } = wanted;
  const text = textOf(expr) as Promql;
  const legend = textOf(legendFormat);
  const legendArgs = legend === "" || legend === "__auto" ? [] : [literal(legend)];
  const shown = legend === "" ? undefined : legend;
  return [
    { code: call("panels.query", code, ...legendArgs), built: built(query(text, shown), wanted) },
    { code: call("panels.instant", code, ...legendArgs), built: built(instant(text, shown), wanted) },
    { code: call("panels.buckets", code), built: built(buckets(text), wanted) },
  ];
}

function logQueries(wanted: Json): Candidate[] {
  const { expr, legendFormat } = wanted;
  const legend = textOf(legendFormat);
  const args = [textOf(expr), ...(legend === "" ? [] : [legend])] as const;
  return [
    { code: call("panels.logql", ...args.map(literal)), built: built(logql(args[0], legend), wanted), chain: logChain },
  ];
}

/** A range that the function asks for has to be removed where only an instant is wanted. */
function built(builder: Builder<unknown>, wanted: Json): Json {
  const json = builtJson(builder);
  return { ...essentialQuery(json), ...(wanted.instant === true && json.range === true && { range: true }) };
}

/** An expression in a `promql` tag, and the text that it makes. */
interface TaggedExpression {
  readonly code: Template;
  readonly text: string;
}

/**
 * Writes an expression as definitions do: formatted, unless it has comments, which the formatter removes.
 * @returns undefined for an expression that Prometheus refuses, because its tree may lack parts of the text
 */
export function tagged(expr: string): TaggedExpression | undefined {
  const tree = treeOf(expr);
  if (!tree) return undefined;
  const laidOut = expr.includes("#") ? expr : format(tree);
  const written =
    laidOut.includes("\n") && isRawTemplate(laidOut) ? `\n  ${laidOut.replaceAll("\n", "\n  ")}` : laidOut;
  const text = promql(Object.assign([written], { raw: [written] }));
  if (text === "" || !sameQuestion(text, expr)) return undefined;
  return { code: { promql: written }, text };
}

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

/** The file of a project that exports `job()`, and the services that `job()` accepts. */
export interface JobModule {
  readonly path: string;
  readonly services: readonly string[];
}

/** Replaces matchers of the job of a known service by calls of `job()`. */
export function withJobs(code: Code, jobs: JobModule | undefined): Code {
  if (!jobs) return code;
  const services = new Set(jobs.services);
  const replaced = (part: Code): Code => {
    if (typeof part === "string" || isValue(part)) return part;
    if (isTemplate(part)) return { ...part, parts: jobsIn(part.promql, services) };
    return "open" in part ? { ...part, items: part.items.map(replaced) } : part.map(replaced);
  };
  return replaced(code);
}

/** After a backslash or a dollar sign, a template would read the substitution as text. */
const jobsIn = (promql: string, services: ReadonlySet<string>): TemplatePart[] =>
  Array.from(promql.matchAll(/(?<![\w\\$])job="([\w-]+)"/g)).flatMap(({ index, 0: { length }, 1: name = "" }) =>
    services.has(name) ? [{ from: index, to: index + length, code: `job("${name}")` }] : [],
  );
