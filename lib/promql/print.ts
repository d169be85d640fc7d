import type {
  Aggregation,
  Binary,
  Call,
  Expr,
  Matcher,
  NumberLiteral,
  Span,
  TimeModifiers,
  Unary,
  VectorSelector,
  Word,
} from "./syntax/ast.ts";
import { printDuration, printNumber } from "./syntax/numbers.ts";

/** An expression on one line, as Prometheus prints it: matchers sorted, durations in their largest units. */
export function print(expr: Expr): string {
  switch (expr.kind) {
    case "number":
      return /[smhdwy]$/.test(expr.text) ? printDuration(expr.value) : printNumber(expr.value);
    case "string":
      return quote(expr);
    case "variable":
      return expr.text;
    case "selector":
      return `${printSelector(expr)}${printTime(expr)}`;
    case "matrix": {
      const selector = expr.selector.kind === "selector" ? printSelector(expr.selector) : print(expr.selector);
      return `${selector}[${duration(expr.range)}]${printTime(expr)}`;
    }
    case "subquery":
      return `${print(expr.expr)}${subqueryWindow(expr)}`;
    case "call":
      return `${expr.name.text}(${expr.args.map(print).join(", ")})`;
    case "aggregation":
      return `${aggregationHead(expr)}(${argumentsOf(expr).map(print).join(", ")})`;
    case "binary":
      return `${print(expr.left)} ${operatorOf(expr)} ${print(expr.right)}`;
    case "unary": {
      const number = signedNumber(expr);
      return number ? print(number) : `${expr.op}${print(expr.expr)}`;
    }
    case "paren":
      return `(${print(expr.expr)})`;
  }
}

const argumentsOf = (expr: Call | Aggregation): readonly Expr[] =>
  expr.kind === "call" ? expr.args : expr.param ? [expr.param, expr.expr] : [expr.expr];

/** `sum by (job) `, with the blank before the parenthesis that Prometheus prints. */
export function aggregationHead({ op, modifier, grouping }: Aggregation): string {
  if (!modifier || (modifier === "by" && grouping.length === 0)) return op;
  return `${op} ${modifier} (${names(grouping)}) `;
}

/** An operator with its matching clauses. */
export function operatorOf({ op, bool, matching }: Binary): string {
  const parts = [op, ...(bool ? ["bool"] : [])];
  if (!matching || (!matching.on && matching.labels.length === 0 && !matching.group)) return parts.join(" ");
  parts.push(matching.on ? "on" : "ignoring", `(${names(matching.labels)})`);
  if (matching.group) parts.push(`group_${matching.group}`, `(${names(matching.include)})`);
  return parts.join(" ");
}

export const subqueryWindow = (expr: Extract<Expr, { kind: "subquery" }>): string =>
  `[${duration(expr.range)}:${expr.step ? duration(expr.step) : ""}]${printTime(expr)}`;

const duration = ({ seconds, text }: { seconds: number | undefined; text: string }): string =>
  seconds === undefined ? text : printDuration(seconds);

/** Signs before a number are part of it. */
function signedNumber({ op, expr }: Unary): NumberLiteral | undefined {
  const number = expr.kind === "unary" ? signedNumber(expr) : expr.kind === "number" ? expr : undefined;
  return number && op === "-" ? { ...number, value: -number.value } : number;
}

const names = (words: readonly Word[]): string => words.map((word) => labelName(word, /^[A-Za-z_:][\w:]*$/)).join(", ");

const labelName = (word: Word, plain: RegExp): string =>
  word.dynamic || plain.test(word.text) ? word.text : quote(word);

const quote = ({ text, written }: Word): string => written ?? JSON.stringify(text);

/** A variable alone stands for any number of matchers. Last: if it stands for none, a comma may follow, and none may lead. */
function printSelector({ name, matchers }: VectorSelector): string {
  const [open, fixed] = [matchers.filter(isOpen), matchers.filter((one) => !isOpen(one))];
  const printed = [...fixed.map(printMatcher).sort(), ...open.map(({ value }) => value.text)];
  return `${name?.text ?? ""}${printed.length > 0 || !name ? `{${printed.join(",")}}` : ""}`;
}

const isOpen = ({ label }: Matcher): boolean => label.dynamic && label.text === "__name__";

function printMatcher({ label, operator, value }: Matcher): string {
  return `${labelName(label, /^[A-Za-z_]\w*$/)}${operator}${quote(value)}`;
}

function printTime({ at, offset }: TimeModifiers): string {
  const when = typeof at === "number" ? ` @ ${at.toFixed(3)}` : at === undefined ? "" : ` @ ${at}()`;
  if (!offset || offset.seconds === 0) return when;
  return `${when} offset ${offset.seconds === undefined ? offset.text : printDuration(offset.seconds)}`;
}

/** promtool breaks expressions that are longer. */
const lineWidth = 100;

/**
 * An expression over several lines, broken like promtool's output. Unlike promtool, it indents subqueries and keeps
 * every on(), ignoring() and group_left().
 */
export const format = (expr: Expr): string => layOut(expr, 0);

function layOut(expr: Expr, level: number): string {
  const margin = "  ".repeat(level);
  const line = print(expr);
  if (line.length <= lineWidth) return margin + line;
  switch (expr.kind) {
    case "call":
    case "aggregation": {
      const head = expr.kind === "call" ? expr.name.text : aggregationHead(expr);
      const args = argumentsOf(expr).map((arg) => layOut(arg, level + 1));
      return `${margin}${head}(\n${args.join(",\n")}\n${margin})`;
    }
    case "binary":
      return `${layOut(expr.left, level + 1)}\n${margin}${operatorOf(expr)}\n${layOut(expr.right, level + 1)}`;
    case "paren":
      return `${margin}(\n${layOut(expr.expr, level + 1)}\n${margin})`;
    case "subquery":
      return layOut(expr.expr, level) + subqueryWindow(expr);
    case "unary":
      return margin + expr.op + layOut(expr.expr, level).trimStart();
    default:
      return margin + line;
  }
}

/** The lines of a text that a span touches, with markers below the span, like a compiler's output. */
export function codeFrame(text: string, { from, to }: Span): string {
  const lines = text.split("\n");
  const width = String(lines.length).length;
  let start = 0;
  return lines
    .flatMap((line, i) => {
      const [first, last] = [Math.max(from - start, 0), Math.min(Math.max(to, from + 1) - start, line.length + 1)];
      start += line.length + 1;
      if (first >= last) return [];
      const gutter = `${String(i + 1).padStart(width)} | `;
      const marker = `${" ".repeat(width)} | ${" ".repeat(first)}${"^".repeat(last - first)}`;
      return [gutter + line, marker];
    })
    .join("\n");
}
