import type { GoNumber } from "./number.ts";
import { fromBytes, isLetterOrDigit, runeAt } from "./text.ts";

/** A place in the template's text, in bytes. */
export interface Place {
  readonly from: number;
  readonly to: number;
}

export interface Pipe extends Place {
  readonly kind: "pipe";
  /** Variables that it declares, or assigns if `isAssign`. */
  readonly declares: readonly string[];
  readonly isAssign: boolean;
  readonly commands: readonly Command[];
}

/** A function, method or field, and its arguments. */
export interface Command extends Place {
  readonly args: readonly Operand[];
}

export type Operand =
  | (Place & { readonly kind: "bool"; readonly value: boolean })
  | (Place & { readonly kind: "dot" | "nil" })
  | (Place & { readonly kind: "number"; readonly value: GoNumber })
  | (Place & { readonly kind: "string"; readonly value: string })
  | (Place & { readonly kind: "function"; readonly name: string })
  /** `.A.B` */
  | (Place & { readonly kind: "field"; readonly names: readonly string[] })
  /** `$x.A`; the name has its `$`. */
  | (Place & { readonly kind: "variable"; readonly name: string; readonly names: readonly string[] })
  /** `(pipeline).A` */
  | (Place & { readonly kind: "chain"; readonly of: Operand; readonly names: readonly string[] })
  | Pipe;

interface Control extends Place {
  readonly pipe: Pipe;
  readonly list: readonly Node[];
  readonly otherwise?: readonly Node[];
}

export interface Range extends Control {
  readonly kind: "range";
}

export interface Branch extends Control {
  readonly kind: "if" | "with";
}

export type Node =
  | (Place & { readonly kind: "text"; readonly text: string })
  | (Place & { readonly kind: "action"; readonly pipe: Pipe })
  | (Place & { readonly kind: "break" | "continue" })
  | Branch
  | Range
  | (Place & { readonly kind: "template"; readonly name: string; readonly pipe?: Pipe });

/** Templates by name, each with the text that it stands in. */
export type TemplateSet = ReadonlyMap<string, Template>;

export interface Template {
  readonly name: string;
  readonly nodes: readonly Node[];
  /** The whole text that it was parsed from, in bytes, for messages. */
  readonly source: string;
}

/** Whether it is nothing but white space: such a template does not replace one of the same name. */
export const isEmpty = (nodes: readonly Node[]): boolean =>
  nodes.every((node) => node.kind === "text" && /^\p{White_Space}*$/u.test(fromBytes(node.text)));

export type TokenKind =
  | "bool"
  | "char"
  | "charConstant"
  | "complex"
  | "assign"
  | "declare"
  | "eof"
  | "error"
  | "field"
  | "identifier"
  | "leftDelim"
  | "leftParen"
  | "number"
  | "pipe"
  | "rightDelim"
  | "rightParen"
  | "space"
  | "string"
  | "text"
  | "variable"
  | Keyword;

const keywords = [
  "block",
  "break",
  "continue",
  "define",
  "dot",
  "else",
  "end",
  "if",
  "nil",
  "range",
  "template",
  "with",
] as const;
type Keyword = (typeof keywords)[number];

export interface Token {
  readonly kind: TokenKind;
  /** The message, for an error. */
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

const spaces = /[ \t\r\n]/;
const trimRight = /[ \t\r\n]+$/;
const leadingSpaces = /[ \t\r\n]*/y;
const comment = /\/\*[\s\S]*?\*\//y;
const rightDelim = /(?:[ \t\r\n]-)?\}\}/y;
const number =
  /[+-]?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?|0[oO][0-7_]*(?:\.[0-7_]*)?|0[bB][01_]*(?:\.[01_]*)?|[0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]*)?)i?/y;

/** The tokens of a template. The last one is `eof`, or an `error` where Go's lexer stops. */
export function lex(input: string): Token[] {
  const tokens: Token[] = [];
  const add = (kind: TokenKind, from: number, to: number): void => {
    tokens.push({ kind, text: input.slice(from, to), from, to });
  };
  let at = 0;
  for (;;) {
    const open = input.indexOf("{{", at);
    if (open < 0) {
      if (at < input.length) add("text", at, input.length);
      add("eof", input.length, input.length);
      return tokens;
    }
    const trims = isTrimMarker(input, open + 2);
    const text = input.slice(at, open);
    const kept = trims ? text.replace(trimRight, "").length : text.length;
    if (kept > 0) add("text", at, at + kept);
    const body = open + (trims ? 4 : 2);
    const error = input.startsWith("/*", body) ? readComment(body) : readAction(open, body);
    if (error) {
      tokens.push(error);
      return tokens;
    }
  }

  function isTrimMarker(text: string, from: number): boolean {
    return text[from] === "-" && spaces.test(text[from + 1] ?? "");
  }

  /** Moves behind a right delimiter, and behind the spaces that it trims. */
  function close(from: number): boolean {
    const found = matchAt(rightDelim, input, from);
    if (found === undefined) return false;
    at = from + found.length;
    if (found.length > 2) at += matchAt(leadingSpaces, input, at)?.length ?? 0;
    return true;
  }

  function readComment(from: number): Token | undefined {
    const found = matchAt(comment, input, from);
    if (found === undefined) return failure(from, input.length, "unclosed comment");
    const end = from + found.length;
    return close(end) ? undefined : failure(from, end, "the comment ends before the closing }}");
  }

  function readAction(open: number, body: number): Token | undefined {
    add("leftDelim", open, body);
    at = body;
    let depth = 0;
    for (;;) {
      const from = at;
      if (matchAt(rightDelim, input, at) !== undefined) {
        if (depth > 0) return failure(from, from + 2, "unclosed left parenthesis");
        close(from);
        add("rightDelim", from, at);
        return undefined;
      }
      const token = readToken(input, from);
      if (token.kind === "error") return token;
      if (token.kind === "leftParen") depth++;
      if (token.kind === "rightParen" && --depth < 0) return failure(from, from + 1, "unexpected right parenthesis");
      tokens.push(token);
      at = token.to;
    }
  }
}

const failure = (from: number, to: number, text: string): Token => ({ kind: "error", text, from, to });

function matchAt(pattern: RegExp, input: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(input)?.[0];
}

const single: Readonly<Record<string, TokenKind>> = { "=": "assign", "|": "pipe", "(": "leftParen", ")": "rightParen" };

/** Quoted texts end on their line, raw ones anywhere. */
const quoted: Readonly<Record<string, readonly [kind: TokenKind, pattern: RegExp, name: string]>> = {
  '"': ["string", /"(?:\\[^\n]|[^\\"\n])*"/y, "quoted string"],
  "'": ["charConstant", /'(?:\\[^\n]|[^\\'\n])*'/y, "character constant"],
  "`": ["string", /`[^`]*`/y, "raw quoted string"],
};

/** One token inside an action. */
function readToken(input: string, from: number): Token {
  const char = input[from];
  const token = (kind: TokenKind, to: number): Token => ({ kind, text: input.slice(from, to), from, to });
  if (char === undefined) return failure(from, from, "unclosed action");
  if (spaces.test(char)) return token("space", spacesEnd(input, from));
  const kind = single[char];
  if (kind) return token(kind, from + 1);
  if (char === ":")
    return input[from + 1] === "=" ? token("declare", from + 2) : failure(from, from + 1, "expected :=");
  const quotes = quoted[char];
  if (quotes) {
    const found = matchAt(quotes[1], input, from);
    return found === undefined
      ? failure(from, lineEnd(input, from), `unterminated ${quotes[2]}`)
      : token(quotes[0], from + found.length);
  }
  const isDot = char === ".";
  if (char === "$" || (isDot && from + 1 < input.length && !/[0-9]/.test(input[from + 1] ?? "")))
    return readName(input, from, isDot);
  if (isDot || /[-+0-9]/.test(char)) return readNumber(input, from);
  if (isLetterOrDigit(runeAt(input, from).code)) return readWord(input, from);
  if (/[ -~]/.test(char)) return token("char", from + 1);
  return failure(from, from + 1, "unrecognized character in the action");
}

/** A space before `-}}` belongs to the delimiter, unless it is the only one. */
function spacesEnd(input: string, from: number): number {
  const end = from + (matchAt(leadingSpaces, input, from)?.length ?? 0);
  return input.startsWith("-}}", end) && end - 1 > from ? end - 1 : end;
}

const lineEnd = (input: string, from: number): number => {
  const end = input.indexOf("\n", from);
  return end < 0 ? input.length : end;
};

function wordEnd(input: string, from: number): number {
  let at = from;
  while (at < input.length) {
    const { code, size } = runeAt(input, at);
    if (!isLetterOrDigit(code)) break;
    at += size;
  }
  return at;
}

const isTerminator = (input: string, at: number): boolean =>
  at >= input.length || /[ \t\r\n.,|:()]/.test(input[at] ?? "") || input.startsWith("}}", at);

/** `.Field`, `$variable`, or `.` and `$` alone. */
function readName(input: string, from: number, isDot: boolean): Token {
  const end = isTerminator(input, from + 1) ? from + 1 : wordEnd(input, from + 1);
  if (!isTerminator(input, end)) return badCharacter(input, end);
  const kind = !isDot ? "variable" : end === from + 1 ? "dot" : "field";
  return { kind, text: input.slice(from, end), from, to: end };
}

function readWord(input: string, from: number): Token {
  const to = wordEnd(input, from);
  if (!isTerminator(input, to)) return badCharacter(input, to);
  const text = input.slice(from, to);
  const isKeyword = text !== "dot" && (keywords as readonly string[]).includes(text);
  const kind = isKeyword ? (text as Keyword) : text === "true" || text === "false" ? "bool" : "identifier";
  return { kind, text, from, to };
}

function badCharacter(input: string, at: number): Token {
  const { code, size } = runeAt(input, at);
  return failure(at, at + size, `bad character ${JSON.stringify(String.fromCodePoint(code))}`);
}

function readNumber(input: string, from: number): Token {
  const scan = (start: number): number | undefined => {
    const end = start + (matchAt(number, input, start)?.length ?? 0);
    return end < input.length && isLetterOrDigit(runeAt(input, end).code) ? undefined : end;
  };
  const bad = failure(from, Math.max(from + 1, wordEnd(input, from + 1)), "bad number");
  const end = scan(from);
  if (end === undefined) return bad;
  if (!/[-+]/.test(input[end] ?? "")) return { kind: "number", text: input.slice(from, end), from, to: end };
  const to = scan(end);
  if (to === undefined || input[to - 1] !== "i") return bad;
  return { kind: "complex", text: input.slice(from, to), from, to };
}
