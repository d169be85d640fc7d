import { aggregationHead, operatorOf, print, subqueryWindow } from "../promql/print.ts";
import {
  type Aggregation,
  type Binary,
  type Expr,
  type MatrixSelector,
  type Subquery,
  type VectorSelector,
  withoutParens,
} from "../promql/syntax/ast.ts";
import { parse } from "../promql/syntax/parse.ts";
import type { Detail } from "./change.ts";

/** What changed within an expression: `limit` is the number that a comparison has on its right. */
interface Difference {
  readonly part: "limit" | "other";
  readonly text: string;
}

/** The smallest parts of two expressions that differ, in the order in which they stand. */
function differences(before: Expr, after: Expr): Difference[] {
  const [old, now] = [withoutParens(before), withoutParens(after)];
  if (shape(old) === shape(now)) return [];
  const wrapped = condition(old, now, "also asks for") ?? condition(now, old, "no longer asks for");
  if (wrapped) return [wrapped];
  if (old.kind === "matrix" && now.kind === "matrix") return inRange(old, now);
  if (old.kind === "subquery" && now.kind === "subquery") return inSubquery(old, now);
  if (old.kind === "selector" && now.kind === "selector") return inSelector(old, now);
  if (old.kind === "aggregation" && now.kind === "aggregation") return inAggregation(old, now);
  if (old.kind === "binary" && now.kind === "binary") return inBinary(old, now);
  if (old.kind === "call" && now.kind === "call" && old.args.length === now.args.length)
    return [
      ...instead(old.name.text, now.name.text, (name) => `${name}()`),
      ...now.args.flatMap((arg, i) => differences(old.args[i] ?? arg, arg)),
    ];
  return instead(print(old), print(now));
}

const other = (text: string): Difference => ({ part: "other", text });

const instead = (before: string, after: string, show = (text: string) => text): Difference[] =>
  before === after ? [] : [other(`${show(after)} instead of ${show(before)}`)];

/** Where one is the other with something joined to it. */
function condition(part: Expr, whole: Expr, verb: string): Difference | undefined {
  if (whole.kind !== "binary" || shape(whole.left) !== shape(part)) return undefined;
  return other(`${verb} \`${operatorOf(whole)} ${print(whole.right)}\``);
}

const inRange = (old: MatrixSelector, now: MatrixSelector): Difference[] => [
  ...instead(old.range.text, now.range.text, (range) => `over ${range}`),
  ...differences(old.selector, now.selector),
];

const inSubquery = (old: Subquery, now: Subquery): Difference[] => [
  ...instead(subqueryWindow(old), subqueryWindow(now), (window) => `over ${window}`),
  ...differences(old.expr, now.expr),
];

function inAggregation(old: Aggregation, now: Aggregation): Difference[] {
  const grouping = (one: Aggregation) => aggregationHead({ ...one, op: "" }).trim() || "over everything";
  return [
    ...(old.param && now.param ? [] : instead(old.op, now.op, (op) => `${op}()`)),
    ...instead(grouping(old), grouping(now)),
    ...instead(parameter(old), parameter(now)),
    ...differences(old.expr, now.expr),
  ];
}

/** `topk(5)`; empty where there is none, as for most. */
const parameter = ({ op, param }: Aggregation): string => (param ? `${op}(${print(param)})` : "");

const limits: Readonly<Record<string, string>> = { ">": "above", ">=": "from", "<": "below", "<=": "up to" };

function inBinary(old: Binary, now: Binary): Difference[] {
  const left = differences(old.left, now.left);
  const limit = (one: Binary) => (isNumber(one.right) ? limits[one.op] : undefined);
  if (limit(old) && limit(now)) {
    const texts = [old, now].map((one) => `${limit(one)} ${print(withoutParens(one.right))}`);
    const changed = instead(texts[0] ?? "", texts[1] ?? "").map(({ text }): Difference => ({ part: "limit", text }));
    return [...left, ...changed];
  }
  return [...left, ...instead(operatorOf(old), operatorOf(now)), ...differences(old.right, now.right)];
}

function isNumber(expr: Expr): boolean {
  const inner = withoutParens(expr);
  return inner.kind === "number" || (inner.kind === "unary" && isNumber(inner.expr));
}

function inSelector(old: VectorSelector, now: VectorSelector): Difference[] {
  const matchers = (one: VectorSelector) =>
    new Map(
      one.matchers.map((matcher) => [matcher.label.text, print({ ...one, matchers: [matcher] }).slice(1, -1)] as const),
    );
  const [before, after] = [matchers(withoutName(old)), matchers(withoutName(now))];
  const labels = [...new Set([...before.keys(), ...after.keys()])];
  return [
    ...instead(old.name?.text ?? "{}", now.name?.text ?? "{}"),
    ...labels.flatMap((label) => inMatcher(before.get(label), after.get(label))),
    ...instead(time(old), time(now)),
  ];
}

function inMatcher(before: string | undefined, after: string | undefined): Difference[] {
  if (before === undefined) return [other(`only where ${after}`)];
  if (after === undefined) return [other(`no longer only where ${before}`)];
  return instead(before, after);
}

const withoutName = ({ name: _, offset: __, at: ___, ...rest }: VectorSelector): VectorSelector => rest;

/** `now`, `5m ago` as PromQL has it. */
const time = ({ name: _, ...one }: VectorSelector): string =>
  print({ ...one, matchers: [] })
    .replace("{}", "")
    .trim() || "now";

/** More differences, or longer ones, are read better from the expressions themselves. */
const most = 3;
const longest = 90;

/**
 * How an expression changed: nothing if it means the same, one sentence if few parts differ, else both texts.
 * @param what opens the sentence, such as `query A` or `expression`
 */
export function expressionDetails(what: string, before: string, after: string): Detail[] {
  if (sameQuestion(before, after)) return [];
  const parts = partsOf(before, after);
  if (!parts) return [{ sentence: `${what} changed`, before, after }];
  return [{ sentence: `${what}: ${parts.map(({ text }) => text).join("; ")}` }];
}

/** The differences, if they are few and short enough for a sentence. */
export function partsOf(before: string, after: string): Difference[] | undefined {
  const [old, now] = [treeOf(before), treeOf(after)];
  if (!old || !now) return undefined;
  const unique = new Map(differences(old, now).map((one) => [one.text, one]));
  const parts = [...unique.values()];
  return parts.length <= most && parts.every(({ text }) => text.length <= longest) ? parts : undefined;
}

/** The tree of an expression, or undefined where Prometheus refuses it: such a tree may lack parts of the text. */
export function treeOf(text: string): Expr | undefined {
  const { ast, problems } = parse(text, { grafana: true, experimental: true });
  return problems.length === 0 ? ast : undefined;
}

/**
 * What an expression asks, as a text that is equal for equal questions: formatting, superfluous parentheses and the
 * order of matchers and labels are left out.
 */
export const shape = (expr: Expr): string => JSON.stringify(shapeOf(expr));

function shapeOf(expr: Expr): unknown {
  const inner = withoutParens(expr);
  switch (inner.kind) {
    case "matrix":
      return [print({ ...inner, selector: nothing }), shapeOf(inner.selector)];
    case "subquery":
      return [print({ ...inner, expr: nothing }), shapeOf(inner.expr)];
    case "call":
      return ["call", inner.name.text, ...inner.args.map(shapeOf)];
    case "aggregation": {
      const labels = inner.grouping.map(({ text }) => text).sort();
      const kind = inner.modifier === "without" ? "without" : "by";
      return [inner.op, kind, labels, inner.param ? shapeOf(inner.param) : null, shapeOf(inner.expr)];
    }
    case "binary":
      return [print({ ...inner, left: nothing, right: nothing }), shapeOf(inner.left), shapeOf(inner.right)];
    case "unary":
      return inner.expr.kind === "number" ? print(inner) : [inner.op, shapeOf(inner.expr)];
    default:
      return print(inner);
  }
}

/** Stands where a part is compared on its own. */
const nothing: Expr = { kind: "variable", text: "", from: 0, to: 0 };

/** Whether two expressions ask the same. What cannot be parsed is compared as text, but for blanks outside of quotes. */
export function sameQuestion(before: string, after: string): boolean {
  if (before === after) return true;
  const [old, now] = [treeOf(before), treeOf(after)];
  if (old && now) return shape(old) === shape(now);
  return withoutBlanks(before) === withoutBlanks(after);
}

const withoutBlanks = (text: string): string =>
  text.replaceAll(quotedOrBlank, (found) => (/^\s/.test(found) ? " " : found)).trim();

const quotedOrBlank = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|\s+/gs;
