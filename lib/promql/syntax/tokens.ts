import type { Span, SyntaxProblem } from "./ast.ts";

/**
 * `identifier` has no colon, `metric` has one; `variable` is a word with a Grafana variable.
 * Keywords (in lower case) and operators are their own token types.
 */
export type TokenType =
  | "identifier"
  | "metric"
  | "variable"
  | "number"
  | "duration"
  | "string"
  | "end of input"
  | (string & {});

export interface Token extends Span {
  readonly type: TokenType;
  readonly text: string;
}

export const aggregators: ReadonlySet<string> = new Set([
  "sum",
  "avg",
  "count",
  "min",
  "max",
  "group",
  "stddev",
  "stdvar",
  "topk",
  "bottomk",
  "count_values",
  "quantile",
  "limitk",
  "limit_ratio",
]);

const operatorWords = ["and", "or", "unless", "atan2"];
const clauses = ["offset", "by", "without", "on", "ignoring", "group_left", "group_right", "bool", "start", "end"];

/** Words that are not identifiers outside of braces, in upper or lower case. */
export const keywords: ReadonlySet<string> = new Set([...aggregators, ...operatorWords, ...clauses]);

const notMetricNames = new Set(["bool", "on", "ignoring", "group_left", "group_right", "atan2"]);

/** Whether a token can be a metric's name: some keywords can, because they became keywords later. */
export function canNameMetric({ type }: Token): boolean {
  if (type === "identifier" || type === "metric" || type === "variable") return true;
  return keywords.has(type) && !notMetricNames.has(type);
}

/** Whether a token can be a label in `by (...)` and similar clauses. */
export function canNameLabel({ type }: Token): boolean {
  if (type === "identifier" || type === "metric" || type === "variable") return true;
  return keywords.has(type) && type !== "without";
}

/** Stops the parser at the first syntax error. `parse` catches it. */
export class PromqlSyntaxError extends Error {
  readonly problem: SyntaxProblem;

  constructor(message: string, { from, to }: Span) {
    super(message);
    this.problem = { message, from, to };
  }
}

/**
 * The three ways to write a Grafana variable: `$name`, `${name}` with field or format, and the old `[[name]]`.
 * `$1` is not one: it is a group in label_replace.
 */
const variable = /\$[A-Za-z_]\w*|\$\{\w+(?:\.[^:}]+)?(?::[^}]+)?\}|\[\[[A-Za-z_]\w*(?::\w+)?\]\]/y;

/** Where the Grafana variable that starts at `from` ends, or undefined if none starts there. */
export function variableEnd(text: string, from: number): number | undefined {
  const first = text[from];
  if (first !== "$" && first !== "[") return undefined;
  variable.lastIndex = from;
  return variable.test(text) ? variable.lastIndex : undefined;
}

/** Whether a Grafana variable stands anywhere in the text. */
export function hasVariable(text: string): boolean {
  return findVariables(text).length > 0;
}

/** The text with every variable replaced by a placeholder. */
export function replaceVariables(text: string, placeholder: string): string {
  let result = "";
  let position = 0;
  for (const { from, to } of findVariables(text)) {
    result += text.slice(position, from) + placeholder;
    position = to;
  }
  return result + text.slice(position);
}

function findVariables(text: string): { from: number; to: number }[] {
  const found = [];
  for (let position = 0; position < text.length; ) {
    const end = variableEnd(text, position);
    if (end !== undefined) found.push({ from: position, to: end });
    position = end ?? position + 1;
  }
  return found;
}

const escapeSequence = /\\(?:[abfnrtv\\]|[0-7]{3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})/y;

/** Most strings: without escapes, and without what may be no UTF-8. */
const plainString = /"[^"\\\n\ufffd\ud800-\udfff]*"/y;

/** Where the string that starts at `from` ends, its closing quote included. Throws if Prometheus refuses it. */
export function scanString(text: string, from: number): number {
  plainString.lastIndex = from;
  if (plainString.test(text)) return plainString.lastIndex;
  const quote = text[from] ?? "";
  const raw = quote === "`";
  for (let position = from + 1; position < text.length; ) {
    const c = text.charCodeAt(position);
    if (text[position] === quote) return position + 1;
    if (!raw && text[position] === "\n") break;
    if (!raw && text[position] === "\\") {
      position += escapeLength(text, position, quote);
      continue;
    }
    if (c === 0xfffd || isLoneSurrogate(text, position)) {
      throw new PromqlSyntaxError("invalid UTF-8 in a string", { from: position, to: position + 1 });
    }
    position += (text.codePointAt(position) ?? 0) > 0xffff ? 2 : 1;
  }
  throw new PromqlSyntaxError(`unterminated string: ${quote} is missing`, { from, to: text.length });
}

function isLoneSurrogate(text: string, position: number): boolean {
  const point = text.codePointAt(position) ?? 0;
  return point >= 0xd800 && point <= 0xdfff;
}

function escapeLength(text: string, position: number, quote: string): number {
  if (text[position + 1] === quote) return 2;
  escapeSequence.lastIndex = position;
  const [found] = escapeSequence.exec(text) ?? [];
  if (found === undefined || !isValidPoint(found)) {
    const to = Math.min(position + 2, text.length);
    throw new PromqlSyntaxError(`invalid escape "${text.slice(position, to)}" in a string`, { from: position, to });
  }
  return found.length;
}

function isValidPoint(escaped: string): boolean {
  const kind = escaped[1] ?? "";
  if (/[0-7]/.test(kind)) return Number.parseInt(escaped.slice(1), 8) <= 255;
  if (!/[uU]/.test(kind)) return true;
  const point = Number.parseInt(escaped.slice(2), 16);
  return point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
}

const simple: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/**
 * The value of a scanned string. Escaped bytes (`\xc3\xa9`) are decoded as UTF-8; `valid` is false if they are not
 * UTF-8, which Prometheus accepts in some places.
 */
export function unquote(quoted: string): { readonly value: string; readonly valid: boolean } {
  const inner = quoted.slice(1, -1);
  if (quoted.startsWith("`") || !inner.includes("\\")) return { value: inner, valid: true };
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  for (const [piece] of inner.matchAll(/\\(?:x..|u.{4}|U.{8}|[0-7]{3}|.)|[^\\]+/gsu)) {
    if (/^\\(x|\d)/.test(piece)) bytes.push(byteOf(piece));
    else bytes.push(...encoder.encode(piece.startsWith("\\") ? characterOf(piece) : piece));
  }
  return decode(Uint8Array.from(bytes));
}

const byteOf = (escaped: string): number =>
  escaped[1] === "x" ? Number.parseInt(escaped.slice(2), 16) : Number.parseInt(escaped.slice(1), 8);

function characterOf(escaped: string): string {
  const kind = escaped[1] ?? "";
  if (kind === "u" || kind === "U") return String.fromCodePoint(Number.parseInt(escaped.slice(2), 16));
  return simple[kind] ?? kind;
}

function decode(bytes: Uint8Array): { value: string; valid: boolean } {
  try {
    return { value: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes), valid: true };
  } catch {
    return { value: new TextDecoder().decode(bytes), valid: false };
  }
}
