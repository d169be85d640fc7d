import { didYouMean } from "../model/problem.ts";
import { spanIn, type TemplateProblem } from "./alert-templates.ts";
import { alertmanagerFunctions, type MessageData, messageData, messageDataType } from "./alertmanager.ts";
import { builtins } from "./builtins.ts";
import { fromBytes, toBytes } from "./bytes.ts";
import { defaultTemplates } from "./default-templates.ts";
import { escapeTemplates } from "./html/escape.ts";
import { escapers } from "./html/escapers.ts";
import { isEmpty, type Template, type TemplateSet } from "./nodes.ts";
import { parseTemplate, TemplateError } from "./parse.ts";
import { prometheusFunctions } from "./prometheus.ts";
import { render } from "./render.ts";
import { goTime } from "./time.ts";
import { typeErrors } from "./typecheck.ts";

/** A problem in a template, and the file that it stands in if that is not the text itself. */
export interface MessageProblem extends TemplateProblem {
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

/** The templates with one field of a receiver, whose own name is empty. @throws TemplateError */
function withText({ set }: MessageTemplates, text: string): { set: TemplateSet; template: Template } {
  const own = read(text, "");
  const all = new Map(set);
  add(all, own);
  const template = own.get("") as Template;
  return { set: all, template };
}

/**
 * What is wrong with a field of a receiver, whatever the alerts are: it cannot be parsed, it fails when it is reached,
 * or its HTML is not clear.
 */
export function messageProblems(templates: MessageTemplates, text: string, isHtml = false): MessageProblem[] {
  if (!text.includes("{{")) return [];
  try {
    const { set, template } = withText(templates, text);
    const errors = typeErrors("", { type: messageDataType, path: [] }, { templates: set, functions });
    if (errors.length > 0) return errors.map((error) => located(error, text, template));
    if (isHtml) escapeTemplates(set, "");
    return [];
  } catch (error) {
    return [problemOf(error, text)];
  }
}

/**
 * Renders a field of a receiver as Alertmanager does.
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
    const { set } = withText(templates, text);
    const value = messageData(data);
    return fromBytes(
      isHtml
        ? render(escapeTemplates(set, ""), "", value, { ...functions, ...escapers })
        : render(set, "", value, functions),
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
