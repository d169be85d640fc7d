import { didYouMean } from "../model/problem.ts";
import { alertmanagerFunctions } from "./alertmanager.ts";
import { builtins } from "./builtins.ts";
import type { Node, Operand, Pipe, TemplateSet } from "./lex.ts";
import { parseTemplate, TemplateError } from "./parse.ts";
import {
  type AlertData,
  alertData,
  alertStaticType,
  definitions,
  prometheusFunctions,
  type Query,
} from "./prometheus.ts";
import { type Functions, render } from "./render.ts";
import { fromBytes, toBytes } from "./text.ts";
import { goTime } from "./time.ts";
import { type Static, typeErrors } from "./typecheck.ts";

/** What is wrong in a template. Its place is in UTF-16 units of the text. */
export interface TemplateProblem {
  readonly message: string;
  readonly hint?: string;
  readonly from: number;
  readonly to: number;
}

/** Something that a template names, with its place. */
interface Named {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** What the template of an alert's label or annotation does. */
export interface AlertTemplate {
  /** Why Prometheus refuses the rule file. */
  readonly refused?: TemplateProblem;
  /** Parts that fail when they are reached: the text becomes an error message. */
  readonly failing: readonly TemplateProblem[];
  readonly labels: readonly Named[];
  readonly externalLabels: readonly Named[];
  /** Queries that are constants. */
  readonly queries: readonly Named[];
  /** Functions that are given the alert's value itself. */
  readonly formats: readonly Named[];
  /** Where the alert's value is read. */
  readonly values: readonly Named[];
}

const name = "__alert_text";
const functions: Functions = prometheusFunctions({ query: () => [], externalURL: "" });

const alertmanager = alertmanagerFunctions(goTime(0n));

const parseOptions = (known: Functions) => ({
  hasFunction: (each: string) => Object.hasOwn(known, each) || Object.hasOwn(builtins, each),
  hintForFunction: (each: string) =>
    didYouMean(each, [...Object.keys(known), ...Object.keys(builtins)]) ??
    (Object.hasOwn(alertmanager, each) ? "only Alertmanager has it: use it in the template of the message" : undefined),
});

/** Several checks read each text. */
const templates = new Map<string, TemplateSet>();
const maxTemplates = 10_000;

/** @throws TemplateError */
function parsed(text: string): TemplateSet {
  const known = templates.get(text);
  if (known) return known;
  const made = parseTemplate(definitions + toBytes(text), { name, ...parseOptions(functions) });
  if (templates.size >= maxTemplates) templates.clear();
  templates.set(text, made);
  return made;
}

const plain: AlertTemplate = { failing: [], labels: [], externalLabels: [], queries: [], formats: [], values: [] };

const read = new Map<string, AlertTemplate>();

/** Reads the template of an alert's label or annotation, as Prometheus 3.5 would. */
export function readAlertTemplate(text: string): AlertTemplate {
  if (!text.includes("{{")) return plain;
  const known = read.get(text) ?? readTemplate(text);
  if (read.size >= maxTemplates) read.clear();
  read.set(text, known);
  return known;
}

function readTemplate(text: string): AlertTemplate {
  let templates: TemplateSet;
  try {
    templates = parsed(text);
  } catch (error) {
    return { ...plain, refused: problemIn(error, text) };
  }
  const found = {
    labels: [] as Named[],
    externalLabels: [] as Named[],
    queries: [] as Named[],
    formats: [] as Named[],
    values: [] as Named[],
  };
  const at = (each: string, place: { from: number; to: number }): Named => ({
    name: each,
    ...spanIn(text, place, definitions.length),
  });
  const isValue = ({ path }: Static): boolean => path?.length === 1 && path[0] === "Value";
  const errors = typeErrors(
    name,
    { type: alertStaticType, path: [] },
    {
      templates,
      functions,
      onRead: ([field, key], place) => {
        if (place.from < definitions.length) return;
        if (field === "Labels" && key !== undefined && key !== "*") found.labels.push(at(key, place));
        if (field === "ExternalLabels" && key !== undefined && key !== "*") found.externalLabels.push(at(key, place));
      },
      onUse: (value, place) => {
        if (isValue(value) && place.from >= definitions.length) found.values.push(at("$value", place));
      },
      onCall: (called, args, place) => {
        if (called === "query" && args[0]?.text !== undefined) found.queries.push(at(fromBytes(args[0].text), place));
        if (args.some(isValue)) found.formats.push(at(called, place));
      },
    },
  );
  return { ...found, failing: errors.map((error) => problemIn(error, text)) };
}

/** Why no Go template can be so, whatever functions it has. */
export function syntaxProblem(text: string): TemplateProblem | undefined {
  try {
    parseTemplate(toBytes(text), { name, hasFunction: () => true });
    return undefined;
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return { message: error.message, ...spanIn(text, error.place) };
  }
}

/** An action that prints the alert's value. */
interface PrintedValue {
  readonly from: number;
  readonly to: number;
  /** The functions in its pipeline. */
  readonly functions: readonly string[];
}

/** Every action of a text that prints the alert's value, with its braces. */
export function printedValues(text: string): PrintedValue[] {
  if (!text.includes("{{")) return [];
  try {
    return Array.from(actionsIn(parsed(text).get(name)?.nodes ?? [])).flatMap((pipe) => {
      const { functions, readsValue } = contentOf(pipe);
      const { from, to } = spanIn(text, pipe, definitions.length);
      if (!readsValue || pipe.from < definitions.length) return [];
      return [{ from: text.lastIndexOf("{{", from), to: text.indexOf("}}", to) + 2, functions }];
    });
  } catch (error) {
    if (error instanceof TemplateError) return [];
    throw error;
  }
}

function* actionsIn(nodes: readonly Node[]): Generator<Pipe> {
  for (const node of nodes) {
    if (node.kind === "action" && node.pipe.declares.length === 0) yield node.pipe;
    if ("list" in node) yield* actionsIn([...node.list, ...(node.otherwise ?? [])]);
  }
}

/** The functions in a pipeline, and whether it reads the alert's value. */
function contentOf(pipe: Pipe): { functions: string[]; readsValue: boolean } {
  const operands = pipe.commands.flatMap(({ args }) => args);
  const inner = operands.filter((each) => each.kind === "pipe").map(contentOf);
  const isValue = (each: Operand) =>
    (each.kind === "variable" && each.name === "$value") || (each.kind === "field" && each.names.join(".") === "Value");
  return {
    functions: [
      ...operands.flatMap((each) => (each.kind === "function" ? [each.name] : [])),
      ...inner.flatMap(({ functions }) => functions),
    ],
    readsValue: operands.some(isValue) || inner.some(({ readsValue }) => readsValue),
  };
}

/**
 * A text for people who read no templates: `{{ $labels.instance }}` becomes INSTANCE, `{{ $value }}` becomes VALUE, and
 * of two branches the first one stands. One that cannot be parsed stays as it is.
 */
export function inProse(text: string): string {
  if (!text.includes("{{")) return text;
  try {
    const nodes = parsed(text).get(name)?.nodes ?? [];
    return fromBytes(proseOf(nodes.filter(({ from }) => from >= definitions.length)));
  } catch (error) {
    if (error instanceof TemplateError) return text;
    throw error;
  }
}

const proseOf = (nodes: readonly Node[]): string =>
  nodes
    .map((node) =>
      node.kind === "text"
        ? node.text
        : node.kind === "action"
          ? wordOf(node.pipe)
          : "list" in node
            ? proseOf(node.list)
            : "",
    )
    .join("");

/** What an action prints, in a word. */
function wordOf(pipe: Pipe): string {
  if (pipe.declares.length > 0) return "";
  for (const operand of pipe.commands.flatMap(({ args }) => args)) {
    const path =
      operand.kind === "field" ? operand.names : operand.kind === "variable" ? [operand.name, ...operand.names] : [];
    const [source, label] = path;
    if (source === "$value" || source === "Value") return "VALUE";
    if (source !== undefined && label !== undefined) return label.toUpperCase();
    const inner =
      operand.kind === "pipe"
        ? wordOf(operand)
        : operand.kind === "string" && pipe.commands.length === 1
          ? operand.value
          : "";
    if (inner !== "") return inner;
  }
  return "";
}

const noSeries: Query = () => [];
let latest: { readonly query: Query; readonly externalURL: string; readonly all: Functions } | undefined;

/** All texts of a model are rendered by the same functions. */
function functionsFor(query: Query, externalURL: string): Functions {
  if (latest?.query !== query || latest.externalURL !== externalURL)
    latest = { query, externalURL, all: prometheusFunctions({ query, externalURL }) };
  return latest.all;
}

/**
 * Renders the text of an alert as Prometheus does.
 * @returns the text, or why it fails
 */
export function renderAlertText(text: string, data: AlertData, query: Query = noSeries): string | TemplateProblem {
  if (!text.includes("{{")) return text;
  try {
    const all = functionsFor(query, data.externalURL);
    return fromBytes(render(parsed(text), name, alertData(data), all));
  } catch (error) {
    return problemIn(error, text);
  }
}

/** @throws the error, if it is none of a template */
function problemIn(error: unknown, text: string): TemplateProblem {
  if (!(error instanceof TemplateError)) throw error;
  return {
    message: error.message,
    ...(error.hint && { hint: error.hint }),
    ...spanIn(text, error.place, definitions.length),
  };
}

/** A place of the bytes in the text, which something precedes. */
export function spanIn(
  text: string,
  { from, to }: { readonly from: number; readonly to: number },
  prefix = 0,
): { from: number; to: number } {
  const bytes = toBytes(text);
  const unit = (at: number): number => fromBytes(bytes.slice(0, Math.max(at - prefix, 0))).length;
  return { from: unit(from), to: Math.max(unit(to), unit(from)) };
}
