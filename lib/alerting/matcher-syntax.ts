import type { Matcher } from "../model/alerting.ts";
import { fromBytes, toBytes, unquote } from "../templates/text.ts";
import { matcherProblem } from "./matchers.ts";

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
