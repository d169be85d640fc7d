import { didYouMean } from "../model/problem.ts";
import { spanIn, type TemplateProblem } from "./alert-templates.ts";
import { alertmanagerFunctions, type MessageData, messageData, messageDataType } from "./alertmanager.ts";
import { builtins } from "./builtins.ts";
import { defaultTemplates } from "./default-templates.ts";
import { escapeTemplates } from "./html/escape.ts";
import { escapers } from "./html/escapers.ts";
import { isEmpty, type Template, type TemplateSet } from "./lex.ts";
import { parseTemplate, TemplateError } from "./parse.ts";
import { prometheusFunctions } from "./prometheus.ts";
import { type RenderedTemplates, render } from "./render.ts";
import { fromBytes, toBytes } from "./text.ts";
import { goTime } from "./time.ts";
import { canFail, typeErrors } from "./typecheck.ts";
import type { Value } from "./types.ts";

/** A problem in a template, and the file that it stands in if that is not the text itself. */
interface MessageProblem extends TemplateProblem {
  /** The name of the file, such as `slack.tmpl`. */
  readonly file?: string;
}

/** Alertmanager's template files, read together with the templates that it brings along. */
export interface MessageTemplates {
  /** Why Alertmanager does not start. */
  readonly refused: readonly MessageProblem[];
  readonly set: TemplateSet;
}

const now = goTime(0n);
const functions = alertmanagerFunctions(now);
const prometheus = prometheusFunctions({ query: () => [], externalURL: "" });
const functionsOfHtml = { ...functions, ...escapers };
const known = [...Object.keys(functions), ...Object.keys(builtins)];
const options = {
  hasFunction: (name: string) => known.includes(name),
  hintForFunction: (name: string) =>
    didYouMean(name, known) ??
    (Object.hasOwn(prometheus, name) ? "only Prometheus has it: use it in the alert's annotation" : undefined),
};

const read = (source: string, name: string): Map<string, Template> =>
  parseTemplate(toBytes(source), { name: toBytes(name), ...options });

/** A template of a later text replaces one of the same name, unless it is empty. */
function add(set: Map<string, Template>, read: ReadonlyMap<string, Template>): void {
  for (const [name, template] of read) if (!set.has(name) || !isEmpty(template.nodes)) set.set(name, template);
}

let base: ReadonlyMap<string, Template> | undefined;

/** @param files file name, such as `slack.tmpl`, to text */
export function readMessageTemplates(files: Readonly<Record<string, string>>): MessageTemplates {
  base ??= read(defaultTemplates, "");
  const set = new Map(base);
  const refused: MessageProblem[] = [];
  for (const [file, source] of Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)))
    try {
      add(set, read(source, file));
    } catch (error) {
      refused.push({ ...problemOf(error, source), file });
    }
  return { refused, set };
}

interface WithText {
  readonly set: TemplateSet;
  readonly template: Template;
  /** As html/template runs them. @throws TemplateError */
  readonly escaped: () => TemplateSet;
  readonly texts: RenderedTemplates;
  readonly escapedTexts: RenderedTemplates;
}

/** A field is read once, however many alerts it is rendered for. */
const readTexts = new WeakMap<
  TemplateSet,
  { readonly fields: Map<string, WithText>; readonly texts: RenderedTemplates }
>();

/** The templates with one field of a receiver, whose own name is empty. @throws TemplateError */
function withText({ set }: MessageTemplates, text: string): WithText {
  const known = readTexts.get(set) ?? { fields: new Map<string, WithText>(), texts: new WeakMap() };
  readTexts.set(set, known);
  const made = known.fields.get(text) ?? readText(set, text, known.texts);
  known.fields.set(text, made);
  return made;
}

function readText(set: TemplateSet, text: string, texts: RenderedTemplates): WithText {
  const own = read(text, "");
  const all = new Map(set);
  add(all, own);
  let escaped: TemplateSet | undefined;
  return {
    set: all,
    template: own.get("") as Template,
    escaped: () => {
      escaped ??= escapeTemplates(all, "");
      return escaped;
    },
    // A field that defines templates may replace those that others call.
    texts: own.size === 1 ? texts : new WeakMap(),
    escapedTexts: new WeakMap(),
  };
}

/**
 * What is wrong with a field of a receiver, whatever the alerts are: it cannot be parsed, it fails when it is reached,
 * or its HTML is not clear.
 */
export function messageProblems(templates: MessageTemplates, text: string, isHtml = false): readonly MessageProblem[] {
  if (!text.includes("{{")) return [];
  return assess(templates, text, isHtml).problems;
}

interface Assessment {
  readonly problems: readonly MessageProblem[];
  readonly canFail: boolean;
}

/** Receivers of several teams have the same texts. */
const assessments = new WeakMap<TemplateSet, Map<string, Assessment>>();

function assess(templates: MessageTemplates, text: string, isHtml: boolean): Assessment {
  const known = assessments.get(templates.set) ?? new Map<string, Assessment>();
  assessments.set(templates.set, known);
  const key = `${isHtml} ${text}`;
  const assessment = known.get(key) ?? assessText(templates, text, isHtml);
  known.set(key, assessment);
  return assessment;
}

function assessText(templates: MessageTemplates, text: string, isHtml: boolean): Assessment {
  const problems = findProblems(templates, text, isHtml);
  if (problems.length > 0) return { problems, canFail: true };
  const { set } = withText(templates, text);
  return { problems, canFail: canFail("", messageDataType, { templates: set, functions, filled: ["Alerts"] }) };
}

function findProblems(templates: MessageTemplates, text: string, isHtml: boolean): MessageProblem[] {
  try {
    const { set, template, escaped } = withText(templates, text);
    const errors = typeErrors("", { type: messageDataType, path: [] }, { templates: set, functions });
    if (errors.length > 0) return errors.map((error) => located(error, text, template));
    if (isHtml) escaped();
    return [];
  } catch (error) {
    return [problemOf(error, text)];
  }
}

/** Whether a field of a receiver can fail for some message; one of which it is not certain counts as if it can. */
export function canMessageFail(templates: MessageTemplates, text: string, isHtml = false): boolean {
  return text.includes("{{") && assess(templates, text, isHtml).canFail;
}

/** All fields of a receiver get the same data. */
const values = new WeakMap<MessageData, Value>();

function dataValue(data: MessageData): Value {
  const value = values.get(data) ?? messageData(data);
  values.set(data, value);
  return value;
}

/**
 * Renders a field of a receiver as Alertmanager does. The data must not change afterwards.
 * @returns the text, or why Alertmanager sends nothing
 */
export function renderMessage(
  templates: MessageTemplates,
  text: string,
  data: MessageData,
  isHtml = false,
): string | MessageProblem {
  if (!text.includes("{{") && !isHtml) return text;
  if (text === "") return "";
  try {
    const { set, escaped, texts, escapedTexts } = withText(templates, text);
    const value = dataValue(data);
    return fromBytes(
      isHtml ? render(escaped(), "", value, functionsOfHtml, escapedTexts) : render(set, "", value, functions, texts),
    );
  } catch (error) {
    return problemOf(error, text);
  }
}

/** @throws the error, if it is none of a template */
function problemOf(error: unknown, text: string): MessageProblem {
  if (!(error instanceof TemplateError)) throw error;
  return located(error, text);
}

/** An error in a template of a file says which one, in its own place. */
function located(error: TemplateError, text: string, main?: Template): MessageProblem {
  const { template, message, hint, place } = error;
  const isOwn = !template || template.source === toBytes(text) || template === main;
  const source = isOwn ? text : fromBytes(template.source);
  return {
    message: isOwn ? message : `template "${fromBytes(template.name)}": ${message}`,
    ...(hint && { hint }),
    ...(isOwn ? spanIn(source, place) : { from: 0, to: text.length }),
  };
}
