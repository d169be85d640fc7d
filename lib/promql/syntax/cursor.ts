import type { Span, SyntaxProblem } from "./ast.ts";
import { lexer } from "./lexer.ts";
import { PromqlSyntaxError, type Token } from "./tokens.ts";

export interface ParseOptions {
  /** Whether Grafana's variables (`$job`, `${job:regex}`, `[[job]]`, `$__rate_interval`) are allowed. */
  readonly grafana?: boolean;
  /** Whether functions behind `--enable-feature=promql-experimental-functions` are allowed. */
  readonly experimental?: boolean;
}

/** The remaining tokens, and the problems after which parsing continues. */
export interface Cursor {
  readonly options: ParseOptions;
  readonly problems: SyntaxProblem[];
  /** The next token. */
  readonly token: Token;
  /** The end of the last taken token. */
  readonly end: number;
  take(): Token;
  /** Enters a nested part. Throws if parts nest too deeply. */
  descend(): void;
  ascendTo(depth: number): void;
  readonly depth: number;
}

/** Prometheus has no limit. This one protects the stack of the functions that walk the tree. */
const deepest = 1000;

export function openCursor(text: string, options: ParseOptions): Cursor {
  const { next } = lexer(text, options.grafana === true);
  let token = next();
  let end = 0;
  let depth = 0;
  return {
    options,
    problems: [],
    get token() {
      return token;
    },
    get end() {
      return end;
    },
    take() {
      const taken = token;
      end = taken.to;
      if (taken.type !== "end of input") token = next();
      return taken;
    },
    descend() {
      depth++;
      if (depth > deepest) throw new PromqlSyntaxError(`the expression nests more than ${deepest} deep`, token);
    },
    ascendTo(outside) {
      depth = outside;
    },
    get depth() {
      return depth;
    },
  };
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
