import type {
  Aggregation,
  Binary,
  Call,
  Expr,
  Matcher,
  NumberLiteral,
  TimeModifiers,
  Unary,
  VectorSelector,
  Word,
} from "../syntax/ast.ts";
import { printDuration, printNumber } from "./numbers.ts";

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

export const argumentsOf = (expr: Call | Aggregation): readonly Expr[] =>
  expr.kind === "call" ? expr.args : expr.param ? [expr.param, expr.expr] : [expr.expr];

/** `sum by (job) `, with the blank before the parenthesis that Prometheus prints. */
export function aggregationHead({ op, modifier, grouping }: Aggregation): string {
  if (!modifier || (modifier === "by" && grouping.length === 0)) return op;
  return `${op} ${modifier} (${names(grouping)}) `;
}

/** An operator with all that stands between it and its right side. */
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

function printSelector({ name, matchers }: VectorSelector): string {
  const printed = matchers.map(printMatcher).sort();
  return `${name?.text ?? ""}${printed.length > 0 || !name ? `{${printed.join(",")}}` : ""}`;
}

function printMatcher({ label, operator, value }: Matcher): string {
  return `${labelName(label, /^[A-Za-z_]\w*$/)}${operator}${quote(value)}`;
}

function printTime({ at, offset }: TimeModifiers): string {
  const when = typeof at === "number" ? ` @ ${at.toFixed(3)}` : at === undefined ? "" : ` @ ${at}()`;
  if (!offset || offset.seconds === 0) return when;
  return `${when} offset ${offset.seconds === undefined ? offset.text : printDuration(offset.seconds)}`;
}
