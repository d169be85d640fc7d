import type { Span, SyntaxProblem } from "./ast.ts";
import { scanNumber } from "./numbers.ts";
import { keywords, PromqlSyntaxError, scanString, type Token, type TokenType, variableEnd } from "./tokens.ts";

/** `place` selects the rules: those inside of `{}`, of `[]`, and between `[` and the first number after it differ. */
interface State {
  readonly text: string;
  /** Whether Grafana's variables are allowed. */
  readonly grafana: boolean;
  position: number;
  parens: number;
  place: "expression" | "braces" | "window start" | "window";
  colonSeen: boolean;
}

/** Reads the next token exactly like Prometheus: text after a syntax error is not read. Comments mark its special cases. */
function next(state: State): Token {
  skipBlanks(state);
  const { text, position } = state;
  if (position >= text.length) return end(state);
  if (state.grafana && startsVariable(state)) return word(state);
  return scanners[state.place](state, text[position] ?? "");
}

const scanners: Readonly<Record<State["place"], (state: State, c: string) => Token>> = {
  expression: inExpression,
  braces: inBraces,
  "window start": inWindowStart,
  window: inExpression,
};

/** Comments are skipped too, except directly after a window's bracket. */
function skipBlanks(state: State): void {
  const { text, place } = state;
  for (
    let c = text[state.position];
    c === " " || c === "\n" || c === "\t" || c === "\r" || c === "#";
    c = text[state.position]
  ) {
    if (c === "#" && place === "window start") return;
    state.position = c === "#" ? lineEnd(text, state.position) : state.position + 1;
  }
}

const restOfLine = /[^\r\n]*/y;

function lineEnd(text: string, from: number): number {
  restOfLine.lastIndex = from;
  restOfLine.test(text);
  return restOfLine.lastIndex;
}

function end({ text, parens, place }: State): Token {
  const span = { from: text.length, to: text.length };
  if (place === "braces") throw new PromqlSyntaxError("unclosed brace: `}` is missing", span);
  if (parens !== 0) throw new PromqlSyntaxError("unclosed parenthesis: `)` is missing", span);
  if (place !== "expression") throw new PromqlSyntaxError("unclosed bracket: `]` is missing", span);
  return { type: "end of input", text: "", ...span };
}

function take(state: State, type: TokenType, length: number): Token {
  const from = state.position;
  state.position += length;
  return { type, text: state.text.slice(from, state.position), from, to: state.position };
}

function refuse(state: State, message: string, length = 1): never {
  throw new PromqlSyntaxError(message, { from: state.position, to: state.position + length });
}

const operators = /==|=(?!~)|!=|<=|<|>=|>|[-+*/%^,@]/y;
const isLetter = (c: string): boolean => (c >= "a" && c <= "z") || (c >= "A" && c <= "Z") || c === "_";
const isDigit = (c: string): boolean => c >= "0" && c <= "9";

function inExpression(state: State, c: string): Token {
  if (isLetter(c) || c === ":") return state.place === "window" ? colon(state) : word(state);
  if (c === "(" || c === ")") return paren(state, c);
  if (c === "{") return enter(state, "braces", c);
  if (c === "[") return openWindow(state);
  if (c === "]" && state.place === "window") return enter(state, "expression", c);
  if (c === '"' || c === "'" || c === "`") return string(state);
  if (startsNumber(state, c)) return number(state);
  operators.lastIndex = state.position;
  const [operator] = operators.exec(state.text) ?? [];
  if (operator === undefined) refuse(state, `unexpected character ${JSON.stringify(c)}`);
  return take(state, operator, operator.length);
}

function openWindow(state: State): Token {
  if (state.place === "window") refuse(state, "unexpected `[` inside of brackets");
  state.colonSeen = false;
  return enter(state, "window start", "[");
}

const matchOperators = /=~|=|!~|!=/y;

function inBraces(state: State, c: string): Token {
  if (isLetter(c)) return word(state);
  if (c === '"' || c === "'" || c === "`") return string(state);
  if (c === ",") return take(state, c, 1);
  if (c === "}") return enter(state, "expression", c);
  matchOperators.lastIndex = state.position;
  const [operator] = matchOperators.exec(state.text) ?? [];
  if (operator === undefined) refuse(state, `unexpected character ${JSON.stringify(c)} inside of braces`);
  return take(state, operator, operator.length);
}

function inWindowStart(state: State, c: string): Token {
  if (startsNumber(state, c)) {
    state.place = "window";
    return number(state);
  }
  if (c === "]") return enter(state, "expression", c);
  if (c === "(" || c === ")") return paren(state, c);
  if (!/[-+*/%^]/.test(c)) refuse(state, `unexpected character ${JSON.stringify(c)}: a duration such as 5m goes here`);
  return take(state, c, 1);
}

function enter(state: State, place: State["place"], c: string): Token {
  state.place = place;
  return take(state, c, 1);
}

function paren(state: State, c: string): Token {
  state.parens += c === "(" ? 1 : -1;
  if (state.parens < 0) refuse(state, "unexpected `)`: there is no open `(`");
  return take(state, c, 1);
}

/** After a window's duration, Prometheus 3 reads any letter as the colon: `foo[5m x]` is `foo[5m:]`. */
function colon(state: State): Token {
  if (state.colonSeen) refuse(state, "unexpected second colon inside of brackets");
  state.colonSeen = true;
  return take(state, ":", 1);
}

function startsNumber({ text, position }: State, c: string): boolean {
  return isDigit(c) || (c === "." && isDigit(text[position + 1] ?? ""));
}

function number(state: State): Token {
  const { end, type } = scanNumber(state.text, state.position);
  const length = Math.max(end - state.position, 1);
  if (type === undefined) refuse(state, `bad number or duration "${state.text.slice(state.position, end)}"`, length);
  return take(state, type, length);
}

function string(state: State): Token {
  return take(state, "string", scanString(state.text, state.position) - state.position);
}

function startsVariable({ text, position, place }: State): boolean {
  return variableEnd(text, nameEnd(text, position, place)) !== undefined;
}

/** A name; with Grafana's variables, a sequence of name characters and variables. */
function word(state: State): Token {
  const { text, position, place, grafana } = state;
  let to = nameEnd(text, position, place);
  let dynamic = false;
  for (let variable = grafana && variableEnd(text, to); variable; variable = variableEnd(text, to)) {
    dynamic = true;
    to = nameEnd(text, variable, place);
  }
  if (place === "window start") state.place = "window";
  return take(state, dynamic ? "variable" : wordType(text.slice(position, to), place), to - position);
}

const nameWithColons = /[\w:]*/y;
const name = /\w*/y;

function nameEnd(text: string, from: number, place: State["place"]): number {
  const pattern = place === "expression" ? nameWithColons : name;
  pattern.lastIndex = from;
  pattern.test(text);
  return pattern.lastIndex;
}

const longestKeyword = Math.max(...[...keywords].map(({ length }) => length));

function wordType(text: string, place: State["place"]): TokenType {
  if (place === "braces") return "identifier";
  if (text.length > longestKeyword) return text.includes(":") ? "metric" : "identifier";
  const lower = text.toLowerCase();
  if (lower === "inf" || lower === "nan") return "number";
  if (keywords.has(lower)) return lower;
  return text.includes(":") ? "metric" : "identifier";
}

export interface ParseOptions {
  /** Whether Grafana's variables (`$job`, `${job:regex}`, `[[job]]`, `$__rate_interval`) are allowed. */
  readonly grafana?: boolean;
  /** Whether functions behind `--enable-feature=promql-experimental-functions` are allowed. */
  readonly experimental?: boolean;
}

/** Prometheus has no limit. This one protects the stack of the functions that walk the tree. */
const deepest = 1000;

/** The remaining tokens, and the problems after which parsing continues. */
export class Cursor {
  readonly options: ParseOptions;
  readonly problems: SyntaxProblem[] = [];
  /** The next token. */
  token: Token;
  /** The end of the last taken token. */
  end = 0;
  depth = 0;
  readonly #state: State;

  constructor(text: string, options: ParseOptions) {
    this.options = options;
    const grafana = options.grafana === true;
    this.#state = { text, grafana, position: 0, parens: 0, place: "expression", colonSeen: false };
    this.token = next(this.#state);
  }

  take(): Token {
    const taken = this.token;
    this.end = taken.to;
    if (taken.type !== "end of input") this.token = next(this.#state);
    return taken;
  }

  /** Enters a nested part. Throws if parts nest too deeply. */
  descend(): void {
    this.depth++;
    if (this.depth > deepest) throw new PromqlSyntaxError(`the expression nests more than ${deepest} deep`, this.token);
  }
}

/** Takes the next token if it has this type. */
export function accept(cursor: Cursor, type: string): Token | undefined {
  return cursor.token.type === type ? cursor.take() : undefined;
}

/** Takes the next token, which must have this type. */
export function expect(cursor: Cursor, type: string, where: string): Token {
  return accept(cursor, type) ?? unexpected(cursor, where, `\`${type}\``);
}

/** Throws a syntax error at the next token. */
export function unexpected({ token }: Cursor, where: string, wanted?: string): never {
  const what = token.type === "end of input" ? "end of the expression" : `\`${token.text}\``;
  const expected = wanted ? `, expected ${wanted}` : "";
  throw new PromqlSyntaxError(`unexpected ${what} ${where}${expected}`, token);
}

export function reportError(cursor: Cursor, message: string, { from, to }: Span): void {
  cursor.problems.push({ message, from, to });
}
