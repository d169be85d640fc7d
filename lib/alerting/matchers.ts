import { RE2JS } from "re2js";
import type { Labels, Matcher } from "../model/alerting.ts";
import type { Concern, DomainName, Severity, TeamName } from "../model/register.ts";

export type { Labels, Matcher } from "../model/alerting.ts";

import { fromBytes, toBytes, unquote } from "../templates/text.ts";

/** The labels whose values a project defines. */
interface ClosedLabels {
  severity: Severity;
  domain: DomainName;
  concern: Concern;
  team: TeamName;
}
type ValueOf<L extends string> = L extends keyof ClosedLabels ? ClosedLabels[L] : string;

/** The label has one of the values. A misspelt severity, domain, concern or team does not compile. */
export const eq = <L extends string>(label: L, ...values: Values<L>): Matcher => oneOf(label, values, "=");

/** The label has none of the values, or the alert lacks it. */
export const neq = <L extends string>(label: L, ...values: Values<L>): Matcher => oneOf(label, values, "!");

type Values<L extends string> = readonly [ValueOf<L>, ...ValueOf<L>[]];

function oneOf(label: string, [only, ...others]: readonly [string, ...string[]], sign: "=" | "!"): Matcher {
  if (others.length === 0) return { label, op: sign === "=" ? "=" : "!=", value: only };
  return { label, op: `${sign}~`, value: [only, ...others].map(escapeRegex).join("|") };
}

/** Whether the labels satisfy every matcher, as Alertmanager decides it. */
export const matchesAll = (matchers: readonly Matcher[], labels: Labels): boolean =>
  matchers.every((matcher) => matches(matcher, labels));

function matches({ label, op, value }: Matcher, labels: Labels): boolean {
  const actual = labels[label] ?? "";
  switch (op) {
    case "=":
      return actual === value;
    case "!=":
      return actual !== value;
    case "=~":
      return matchesRegex(value, actual);
    case "!~":
      return !matchesRegex(value, actual);
  }
}

const compiled = new Map<string, RE2JS | { readonly problem: string }>();

/** A regular expression as Go reads it, or why Go refuses it. */
function compile(regex: string): RE2JS | { readonly problem: string } {
  let result = compiled.get(regex);
  if (result) return result;
  try {
    result = RE2JS.compile(regex);
  } catch (error) {
    result = { problem: (error as Error).message };
  }
  compiled.set(regex, result);
  return result;
}

/** Alertmanager compiles this text: it accepts `a)(b`, and refuses `\Qa`, whose quotation has no end. */
const anchored = (value: string): string => `^(?:${value})$`;

/** Why Go refuses a regular expression; undefined if it takes it. */
export function regexProblem(regex: string): string | undefined {
  const result = compile(regex);
  return "problem" in result ? result.problem : undefined;
}

/** Why Alertmanager refuses a matcher; undefined if it takes it. */
export function matcherProblem({ op, value }: Matcher): string | undefined {
  if (op === "=" || op === "!=") return undefined;
  const problem = regexProblem(anchored(value));
  // The message on the value itself is clearer, where there is one.
  return problem && (regexProblem(value) ?? problem);
}

/** An expression that Alertmanager refuses matches nothing. */
function matchesRegex(value: string, text: string): boolean {
  const regex = compile(anchored(value));
  return !("problem" in regex) && regex.matcher(text).find();
}

/** As Alertmanager writes it: `domain=~"etl|kafka"`. */
export const formatMatcher = ({ label, op, value }: Matcher): string =>
  `${/^[a-zA-Z_]\w*$/.test(label) ? label : quoted(label)}${op}${quoted(value)}`;

/** Alertmanager knows three escapes in quotes; other characters stand as they are. */
const quoted = (text: string): string =>
  `"${text.replace(/["\\\n]/g, (char) => (char === "\n" ? "\\n" : `\\${char}`))}"`;

const escapeRegex = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** The values that a matcher names, or undefined if it is a regular expression that is not a list of values. */
export function literalsOf({ op, value }: Matcher): string[] | undefined {
  if (op === "=" || op === "!=") return [value];
  const values = value.split("|").map((one) => one.replace(/\\([.*+?^${}()|[\]\\])/g, "$1"));
  return values.map(escapeRegex).join("|") === value ? values : undefined;
}

/** The matchers of a text, or why Alertmanager refuses it. */
type ParsedMatchers = { readonly matchers: readonly Matcher[] } | { readonly problem: string };

/**
 * A text of matchers as Alertmanager reads it in its configuration: `a="b"`, `{a=~"b.*", "c d"!=e}`.
 * Its parser of UTF-8 names reads it first; where that fails or the former parser reads something else, the former one
 * decides. Source: matcher/compat/parse.go of Alertmanager
 */
export function parseMatchers(text: string): ParsedMatchers {
  const [modern, classic] = [checked(parseModern(text)), checked(parseClassic(text))];
  if ("problem" in classic) return "problem" in modern ? classic : modern;
  return classic;
}

/** With the regular expressions compiled: each parser refuses those that Go does not take. */
function checked(parsed: ParsedMatchers): ParsedMatchers {
  if ("problem" in parsed) return parsed;
  for (const matcher of parsed.matchers) {
    const problem = matcherProblem(matcher);
    if (problem !== undefined) return { problem };
  }
  return parsed;
}

type Op = Matcher["op"];

const space = String.raw`[\s\u0085]`;
const reserved = "\\s\\u0085{}!=~,\\\\\"'`";
const token = new RegExp(
  `${space}*(?:(?<brace>[{}])|(?<comma>,)|(?<op>=~|!=|!~|=)|(?<quoted>"(?:[^"\\\\]|\\\\[^])*")|(?<word>[^${reserved}]+)|(?<end>$))`,
  "uy",
);

interface Token {
  readonly kind: "brace" | "comma" | "op" | "quoted" | "word" | "end";
  readonly text: string;
}

function tokensOf(text: string): Token[] | undefined {
  const tokens: Token[] = [];
  token.lastIndex = 0;
  for (;;) {
    const groups = token.exec(text)?.groups;
    if (!groups) return undefined;
    const [kind, value = ""] = Object.entries(groups).find(([, value]) => value !== undefined) ?? ["end"];
    tokens.push({ kind: kind as Token["kind"], text: value });
    if (kind === "end") return tokens;
  }
}

/** Source: matcher/parse of Alertmanager */
function parseModern(text: string): ParsedMatchers {
  const bad = { problem: `bad matcher format: ${text}` };
  const tokens = tokensOf(text);
  if (!tokens) return bad;
  const matchers: Matcher[] = [];
  let at = 0;
  const peek = (): Token => tokens[at] ?? { kind: "end", text: "" };
  const isClosing = () => peek().text === "}" && peek().kind === "brace";
  const opened = peek().kind === "brace" && peek().text === "{";
  if (opened) at++;
  while (peek().kind !== "end" && !isClosing()) {
    const [name, op, value] = [tokens[at], tokens[at + 1], tokens[at + 2]];
    const [label, matched] = [textIn(name), textIn(value)];
    if (label === undefined || op?.kind !== "op" || matched === undefined) return bad;
    matchers.push({ label, op: op.text as Op, value: matched });
    at += 3;
    if (peek().kind === "comma") at++;
    else if (peek().kind !== "end" && !isClosing()) return bad;
  }
  if (isClosing() !== opened) return bad;
  if (opened) at++;
  return peek().kind === "end" ? { matchers } : bad;
}

function textIn(token: Token | undefined): string | undefined {
  if (token?.kind === "word") return token.text;
  if (token?.kind !== "quoted") return undefined;
  const bytes = unquote(toBytes(token.text));
  return bytes === undefined ? undefined : fromBytes(bytes);
}

/** Source: pkg/labels/parse.go of Alertmanager */
function parseClassic(text: string): ParsedMatchers {
  const matchers: Matcher[] = [];
  for (const part of partsOf(text.replace(/^\{/, "").replace(/\}$/, ""))) {
    const matcher = parseClassicMatcher(part);
    if (!matcher) return { problem: `bad matcher format: ${part}` };
    matchers.push(matcher);
  }
  return { matchers };
}

/** The parts between commas outside of quotes; what stands after the last comma only if it is not blank. */
function partsOf(text: string): string[] {
  const parts: string[] = [];
  let [part, inQuotes, isEscaped] = ["", false, false];
  for (const char of text) {
    if (char === "," && !inQuotes) {
      parts.push(part);
      part = "";
      continue;
    }
    if (char === '"') {
      if (!isEscaped) inQuotes = !inQuotes;
      isEscaped = false;
    } else if (char === "\\") isEscaped = !isEscaped;
    else if (char !== ",") isEscaped = false;
    part += char;
  }
  const last = part.trim();
  return last === "" ? parts : [...parts, last];
}

const classicForm = /^\s*(?<label>[a-zA-Z_:][a-zA-Z0-9_:]*)\s*(?<op>=~|=|!=|!~)\s*(?<raw>.*?)\s*$/s;

function parseClassicMatcher(part: string): Matcher | undefined {
  const { label, op, raw = "" } = classicForm.exec(part)?.groups ?? {};
  if (label === undefined) return undefined;
  const isQuoted = raw.startsWith('"');
  const inner = isQuoted ? /^"(?<inner>.*)"$/s.exec(raw)?.groups?.inner : raw;
  if (inner === undefined) return undefined;
  const chars = /\\([n"\\])|(")|(.)/gsu;
  let value = "";
  for (const [, escaped, quote, other] of inner.matchAll(chars)) {
    if (quote !== undefined) return undefined;
    value += escaped === undefined ? other : escaped === "n" ? "\n" : escaped;
  }
  // A backslash before the closing quote escapes it: then nothing closes the text.
  const isOpen = isQuoted && /(?:^|[^\\])(?:\\\\)*\\$/.test(inner);
  return isOpen ? undefined : { label, op: op as Op, value };
}
