import { parser } from "@grafana/lezer-logql";
import { regexProblem } from "../alerting/matchers.ts";
import type { LogPipelineDefinition, LogStage } from "../model/logs.ts";
import type { Model } from "../model/model.ts";
import { didYouMean } from "../model/problem.ts";
import { parseRegex } from "../promql/regex/regex.ts";
import { unquote } from "../promql/syntax/tokens.ts";
import { alertsOf, type Check, panelsOf, textsOf, type Where } from "./check.ts";

interface LogQuery {
  readonly text: string;
  readonly where: Where;
}

/** Stands for a value that is not known. */
const unknown = ".+";

/** What Grafana puts in place of its own variables; every other one is unknown. */
const durations: Readonly<Record<string, string>> = {
  __auto: "5m",
  __interval: "1m",
  __range: "1h",
  __rate_interval: "5m",
};

const variable = /\$\{(\w+)(?::\w+)?\}|\$(\w+)/g;

const interpolated = (expr: string): string =>
  expr.replace(variable, (_, braced?: string, plain?: string) => durations[braced ?? plain ?? ""] ?? unknown);

interface Target {
  readonly refId: string;
  readonly expr?: string;
  readonly datasource?: { readonly type?: string };
}

/** Several checks read the queries of one model: they are found once. */
const found = new WeakMap<Model, readonly LogQuery[]>();

function queriesOf(model: Model): readonly LogQuery[] {
  const known = found.get(model) ?? Array.from(findQueries(model));
  found.set(model, known);
  return known;
}

/** Every LogQL query of the model: those of panels, and those in links to Explore of any definition. */
function* findQueries(model: Model): Generator<LogQuery> {
  for (const dashboard of model.dashboards) {
    for (const { panel, where } of panelsOf(dashboard))
      for (const { refId, expr, datasource } of (panel.targets ?? []) as unknown as Target[])
        if (expr && (datasource ?? panel.datasource)?.type === "loki")
          yield { text: interpolated(expr), where: { ...where, path: [...where.path, `query ${refId}`] } };
    yield* linkedQueries(dashboard.json, { file: dashboard.file, path: ["link to Explore"] });
  }
  for (const { file, definition } of model.datasources)
    yield* linkedQueries(definition, { file, path: ["link to Explore"] });
  for (const { rule, where } of alertsOf(model)) {
    if ("counted" in rule.examples) yield { text: rule.expr, where: { ...where, path: [...where.path, "expr"] } };
    if (rule.logs !== undefined)
      yield {
        text: rule.logs.replaceAll(/\{\{.*?\}\}/gs, unknown),
        where: { ...where, path: [...where.path, "logs"] },
      };
    yield* linkedQueries(rule, { ...where, path: [...where.path, "link to Explore"] });
    const { summary, description, action, annotations } = rule;
    for (const [field, text] of Object.entries({ summary, description, action, ...annotations }))
      for (const query of queriesIn(text)) yield { text: query, where: { ...where, path: [...where.path, field] } };
    for (const text of textsOf(rule.runbook))
      for (const query of queriesIn(text)) yield { text: query, where: { ...where, path: [...where.path, "runbook"] } };
  }
}

/** A selector of streams, which no metric's name precedes. */
const selectorInText = /(?<![\w:])\{\s*(?!__name__)\w+\s*(?:=~|!~|!=|=)\s*"(?:[^"\\]|\\.)*"[^{}`]*\}/;

/** The queries in a text for people: `{service="etl"} |= "lease"` in backticks, or a selector in a sentence. */
function* queriesIn(text: string): Generator<string> {
  // What a template prints is not known.
  for (const [i, part] of text
    .replaceAll(/\{\{.*?\}\}/gs, unknown)
    .split("`")
    .entries()) {
    const [selector] = selectorInText.exec(part) ?? [];
    const isQuery = i % 2 === 1 && /^\{|\(\s*\{/.test(part);
    if (selector !== undefined) yield isQuery ? part : selector;
  }
}

/** The queries in all addresses of Explore that a value contains. */
function* linkedQueries(value: unknown, where: Where): Generator<LogQuery> {
  for (const text of addressesIn(value, []))
    for (const [, left = ""] of text.matchAll(/\/explore\?[^\s"]*?\bleft=([^&\s"]+)/g)) {
      const { datasource, queries } = stateOf(left);
      if (datasource === "loki")
        for (const { expr } of queries) if (expr !== undefined) yield { text: interpolated(expr), where };
    }
}

/** Adds the texts of a value that have an address of Explore. Most of a dashboard has none. */
function addressesIn(value: unknown, texts: string[]): string[] {
  if (typeof value === "string") {
    if (value.includes("/explore?")) texts.push(value);
  } else if (typeof value === "object" && value !== null)
    for (const inner of Object.values(value)) addressesIn(inner, texts);
  return texts;
}

interface ExploreState {
  readonly datasource?: string;
  readonly queries: readonly { readonly expr?: string }[];
}

function stateOf(left: string): ExploreState {
  try {
    const { datasource, queries = [] } = JSON.parse(decodeURIComponent(left)) as Partial<ExploreState>;
    return { ...(datasource !== undefined && { datasource }), queries };
  } catch {
    // The address is not one of ours, or has another form: it is not checked.
    return { queries: [] };
  }
}

/** The log queries whose lines a query counts: selectors with their filters and parsers. */
export function logQueriesIn(text: string): string[] {
  const queries: string[] = [];
  parser.parse(text).iterate({
    enter: ({ type, from, node }) => {
      if (type.name === "LogRangeExpr") queries.push(text.slice(from, node.getChild("Range")?.from ?? node.to).trim());
    },
  });
  return queries;
}

/** Why Loki refuses a query; undefined if it takes it. */
export function logqlProblem(text: string): string | undefined {
  const { error, selectors } = read(text);
  if (error !== undefined) return error;
  const isOpen = selectors.some((matchers) => matchers.every((matcher) => accepts(matcher, "") !== false));
  return isOpen ? "its selector also matches streams without its labels, which Loki refuses" : undefined;
}

const logqlSyntax: Check = {
  name: "logql-syntax",
  description:
    "Loki refuses a query that is not LogQL, or whose selector matches every stream; the panel shows an error.",
  *find(model) {
    for (const { text, where } of queriesOf(model)) {
      const { error, selectors } = read(text);
      if (error !== undefined) yield { ...where, message: `${text}: ${error}`, hint: "see Loki's query language" };
      else
        for (const matchers of selectors)
          if (matchers.every((matcher) => accepts(matcher, "") !== false))
            yield {
              ...where,
              message: `${text}: its selector also matches streams without its labels, which Loki refuses`,
              hint: 'add a matcher that requires a value, such as {source=~".+"}',
            };
    }
  },
};

const logqlLabel: Check = {
  name: "logql-label",
  description: "A selector of labels or values that no log pipeline gives finds no line, and nothing reports it.",
  *find(model) {
    if (model.logs.length === 0) return;
    const streams = model.logs.map(({ name, definition }) => streamOf(name, definition, model.settings.identityLabels));
    const known = new Set(streams.flatMap((labels) => [...labels.keys()]));
    for (const { text, where } of queriesOf(model))
      for (const matchers of read(text).selectors) {
        const unknown = matchers.find(({ label }) => !known.has(label));
        if (unknown) {
          const hint = didYouMean(unknown.label, known) ?? `they have ${[...known].sort().join(", ")}`;
          yield { ...where, message: `${text}: no log pipeline gives the label "${unknown.label}"`, hint };
        } else if (!streams.some((labels) => mayMatch(labels, matchers)))
          yield { ...where, message: `${text}: no log pipeline gives these labels together`, hint: valuesOf(streams) };
      }
  },
};

interface Matcher {
  readonly label: string;
  readonly operator: string;
  readonly value: string;
}

interface Reading {
  /** What is wrong and where; undefined where the grammar accepts the query. */
  readonly error?: string;
  readonly selectors: readonly (readonly Matcher[])[];
}

/** Reads a query by the grammar that Grafana's editor uses. */
function read(text: string): Reading {
  const selectors: Matcher[][] = [];
  let error: string | undefined;
  parser.parse(text).iterate({
    enter: ({ type, from, to, node }) => {
      if (type.isError) {
        const rest = text.slice(from).trim();
        error ??= rest === "" ? "it ends too early" : `unexpected "${rest.slice(0, 30)}"`;
      }
      if (type.name === "Selector") selectors.push([]);
      if (type.name !== "Matcher") return;
      const matcher = matcherIn(text.slice(from, to));
      const problem = matcher.operator.endsWith("~") ? regexProblem(matcher.value) : undefined;
      if (problem !== undefined) error ??= `${matcher.value} is not RE2: ${problem}`;
      // A label filter behind a pipe holds a matcher too, of fields instead of stream labels.
      if (node.parent?.name === "Matchers") selectors.at(-1)?.push(matcher);
    },
  });
  return { ...(error !== undefined && { error }), selectors };
}

function matcherIn(text: string): Matcher {
  const [, label = "", operator = "", quoted = ""] = /^\s*(\w+)\s*(=~|!~|!=|=)\s*([\s\S]*)$/.exec(text) ?? [];
  return { label, operator, value: quoted === "" ? "" : unquote(quoted).value };
}

/** Whether a matcher accepts a value, the empty one for an absent label; undefined if unknown. */
function accepts({ operator, value }: Matcher, text: string): boolean | undefined {
  const isNegative = operator.startsWith("!");
  if (value === unknown && !operator.endsWith("~")) return text === "" ? isNegative : undefined;
  if (!operator.endsWith("~")) return (text === value) !== isNegative;
  const regex = parseRegex(value);
  if ("problem" in regex) return undefined;
  const matches = regex.test(text);
  return matches === undefined ? undefined : matches !== isNegative;
}

/** The labels of a pipeline's streams: the value where all lines have the same, else undefined. */
type StreamLabels = ReadonlyMap<string, string | undefined>;

function streamOf(
  name: string,
  { source, stages }: LogPipelineDefinition,
  identityLabels: readonly string[],
): StreamLabels {
  const relabel = "docker" in source ? source.docker.relabel : "journal" in source ? source.journal.relabel : [];
  // Loki itself gives every stream a `service_name`, and the collectors give it the names of host and cluster.
  const labels = new Map<string, string | undefined>([
    ["job", name],
    ["host", undefined],
    ["service_name", undefined],
    ...identityLabels.map((label): [string, undefined] => [label, undefined]),
  ]);
  for (const [label, value] of Object.entries(source.labels)) labels.set(label, value);
  for (const { to } of relabel) labels.set(to, undefined);
  if ("files" in source) labels.set("filename", undefined);
  applyStages(labels, stages);
  return labels;
}

function applyStages(labels: Map<string, string | undefined>, stages: readonly LogStage[]): void {
  for (const stage of stages) {
    if ("labels" in stage) for (const label of stage.labels) labels.set(label, undefined);
    if ("dropLabels" in stage) for (const label of stage.dropLabels) labels.delete(label);
    if ("match" in stage) applyStages(labels, stage.match.stages);
  }
}

const mayMatch = (labels: StreamLabels, matchers: readonly Matcher[]): boolean =>
  matchers.every((matcher) => {
    if (!labels.has(matcher.label)) return accepts(matcher, "") !== false;
    const value = labels.get(matcher.label);
    return value === undefined || accepts(matcher, value) !== false;
  });

/** The values that are known, for the message: `{job="containers", source="container"}`. */
const valuesOf = (streams: readonly StreamLabels[]): string =>
  `they give ${streams.map((labels) => `{${[...labels].flatMap(([name, value]) => (value === undefined ? [] : [`${name}="${value}"`])).join(", ")}}`).join(", ")}`;

/** Checks of LogQL. */
export const logqlChecks: readonly Check[] = [logqlSyntax, logqlLabel];
