import type { Aggregation, Binary, Expr, MatrixSelector, Subquery, VectorSelector } from "../../promql/syntax/ast.ts";
import { aggregationHead, operatorOf, print, subqueryWindow } from "../../promql/text/print.ts";
import { bare, shape } from "./shape.ts";

/** What changed within an expression: `limit` is the number that a comparison has on its right. */
export interface Difference {
  readonly part: "limit" | "other";
  readonly text: string;
}

/** The smallest parts of two expressions that differ, in the order in which they stand. */
export function differences(before: Expr, after: Expr): Difference[] {
  const [old, now] = [bare(before), bare(after)];
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
    const texts = [old, now].map((one) => `${limit(one)} ${print(bare(one.right))}`);
    const changed = instead(texts[0] ?? "", texts[1] ?? "").map(({ text }): Difference => ({ part: "limit", text }));
    return [...left, ...changed];
  }
  return [...left, ...instead(operatorOf(old), operatorOf(now)), ...differences(old.right, now.right)];
}

function isNumber(expr: Expr): boolean {
  const inner = bare(expr);
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
