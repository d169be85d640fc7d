import { print } from "../print.ts";
import type { Binary, Expr, Matcher, Matching, VectorSelector, Word } from "../syntax/ast.ts";
import { isComparison } from "../syntax/types.ts";
import { acceptedValues, accepts } from "./selector.ts";
import type { Scope } from "./type-info.ts";
import type { Interval } from "./units.ts";

/**
 * The range of a part divided by its whole, such as `sum(rate(x{code="500"}[5m])) / sum(rate(x[5m]))`, or of a whole
 * minus its part; undefined if that is not certain. It is certain only if both sides read the same series at the same
 * time over the same window: then restarts and extrapolation are the same. Two different counters do not qualify,
 * because their samples can be extrapolated differently.
 */
export function rangeOfShare(expr: Binary, scope: Scope): Interval | undefined {
  const { op, left, right, matching } = expr;
  if (op === "-") return isPart(right, left, matching, scope) ? [0, scope.typeInfo(left).range[1]] : undefined;
  if (op !== "/") return undefined;
  const [part, whole] = [unscaled(left, scope), unscaled(right, scope)];
  return isPart(part.expr, whole.expr, matching, scope) ? [0, part.factor / whole.factor] : undefined;
}

/** Whether an expression is such a quotient, or a multiple of one. */
export function isShare(expr: Expr, scope: Scope): boolean {
  const { expr: inner } = unscaled(expr, scope);
  return inner.kind === "binary" && inner.op === "/" && rangeOfShare(inner, scope) !== undefined;
}

interface Scaled {
  readonly expr: Expr;
  readonly factor: number;
}

/** `100 * x` is 100 times x. */
function unscaled(expr: Expr, scope: Scope): Scaled {
  if (expr.kind === "paren") return unscaled(expr.expr, scope);
  if (expr.kind !== "binary" || (expr.op !== "*" && expr.op !== "/")) return { expr, factor: 1 };
  const [left, right] = [scope.typeInfo(expr.left).constant, scope.typeInfo(expr.right).constant];
  if (right !== undefined && right > 0) {
    const inner = unscaled(expr.left, scope);
    return { expr: inner.expr, factor: expr.op === "*" ? inner.factor * right : inner.factor / right };
  }
  if (expr.op === "/" || left === undefined || left <= 0) return { expr, factor: 1 };
  const inner = unscaled(expr.right, scope);
  return { expr: inner.expr, factor: inner.factor * left };
}

/** Whether 0 <= part <= whole for every pair that the matching makes. */
function isPart(part: Expr, whole: Expr, matching: Matching | undefined, scope: Scope): boolean {
  const { range, native } = scope.typeInfo(part);
  if (native || range[0] < 0 || scope.typeInfo(whole).range[0] < 0 || isScalar(part, scope)) return false;
  return range[1] === 0 || isPartOf(part, whole, matching, scope);
}

function isPartOf(part: Expr, whole: Expr, matching: Matching | undefined, scope: Scope): boolean {
  if (part.kind === "paren") return isPart(part.expr, whole, matching, scope);
  if (whole.kind === "paren") return isPart(part, whole.expr, matching, scope);
  const raised = atMost(whole, scope);
  if (raised) return isPart(part, raised, matching, scope);
  if (whole.kind === "binary" && whole.op === "+" && sameMatching(whole.matching, matching)) {
    const addends = [whole.left, whole.right];
    const areSummands = addends.every((addend) => scope.typeInfo(addend).range[0] >= 0);
    return areSummands && addends.some((addend) => isPart(part, addend, matching, scope));
  }
  if (part.kind === "binary") {
    const { op, left, right } = part;
    if (op === "or") return isPart(left, whole, matching, scope) && isPart(right, whole, matching, scope);
    if (op === "-" && sameMatching(part.matching, matching)) {
      return isPart(left, whole, matching, scope) && isPart(right, left, matching, scope);
    }
  }
  const kept = filteredFrom(part, scope);
  return kept ? isPart(kept, whole, matching, scope) : isPartOfGroup(part, whole, matching, scope);
}

const isScalar = (expr: Expr, scope: Scope): boolean => scope.typeInfo(expr).type !== "instant vector";

/** An expression that is never larger than this one where both have a value: `x` for `x > 0`. */
function atMost(expr: Expr, scope: Scope): Expr | undefined {
  if (expr.kind === "call" && expr.name.text === "clamp_min") return expr.args[0];
  return filteredFrom(expr, scope);
}

/** The vector that a filter selects samples from, unchanged. */
function filteredFrom(expr: Expr, scope: Scope): Expr | undefined {
  if (expr.kind !== "binary" || expr.bool) return undefined;
  if (expr.op === "and" || expr.op === "unless") return expr.left;
  return isComparison(expr.op) && scope.typeInfo(expr.right).type === "scalar" ? expr.left : undefined;
}

/** Whether the part is a sum, count or maximum over a subset of the whole's series. */
function isPartOfGroup(part: Expr, whole: Expr, matching: Matching | undefined, scope: Scope): boolean {
  if (!covers(groupingOf(whole), groupingOf(part), matching)) return false;
  if (whole.kind !== "aggregation") return isAmong(part, whole, scope);
  if (!["sum", "count", "max"].includes(whole.op)) return false;
  if (whole.op === "sum" && scope.typeInfo(whole.expr).range[0] < 0) return false;
  if (part.kind === "aggregation") return part.op === whole.op && isAmong(part.expr, whole.expr, scope);
  return whole.op !== "count" && isAmong(part, whole.expr, scope);
}

/** Functions that compute each series independently. */
const ofEachSeries =
  /^(rate|irate|increase|delta|idelta|changes|resets|deriv|(avg|min|max|sum|count|last|present|stddev)_over_time)$/;

/** Whether every sample of one vector is in the other, with the same labels and value. */
function isAmong(few: Expr, many: Expr, scope: Scope): boolean {
  if (few.kind === "paren") return isAmong(few.expr, many, scope);
  if (many.kind === "paren") return isAmong(few, many.expr, scope);
  if (few.kind === "selector" && many.kind === "selector") return selectsAmong(few, many);
  if (few.kind === "matrix" && many.kind === "matrix") {
    return few.range.text === many.range.text && sameTime(few, many) && isAmong(few.selector, many.selector, scope);
  }
  if (few.kind === "call" && many.kind === "call" && few.name.text === many.name.text) {
    const [some, all] = [few.args[0], many.args[0]];
    if (ofEachSeries.test(few.name.text) && some && all && isAmong(some, all, scope)) return true;
  }
  if (print(few) === print(many)) return true;
  const kept = filteredFrom(few, scope);
  return kept !== undefined && isAmong(kept, many, scope);
}

function selectsAmong(few: VectorSelector, many: VectorSelector): boolean {
  if (few.name?.text !== many.name?.text || !sameTime(few, many)) return false;
  return many.matchers.every((wide) => few.matchers.some((narrow) => implies(narrow, wide)));
}

function implies(narrow: Matcher, wide: Matcher): boolean {
  if (narrow.label.text !== wide.label.text) return false;
  if (narrow.operator === wide.operator && narrow.value.text === wide.value.text) return true;
  return acceptedValues(narrow)?.every((value) => accepts(wide, value) === true) ?? false;
}

const sameTime = (a: Extract<Expr, { kind: "selector" | "matrix" }>, b: typeof a): boolean =>
  a.offset?.text === b.offset?.text && a.at === b.at;

/** The labels that a grouping keeps: these, or all except these. */
interface Grouping {
  readonly without: boolean;
  readonly labels: readonly string[];
}

/** The grouping of an expression. Without aggregation it keeps all labels. */
function groupingOf(expr: Expr): Grouping {
  if (expr.kind !== "aggregation") return { without: true, labels: [] };
  return { without: expr.modifier === "without", labels: texts(expr.grouping) };
}

/**
 * Whether a group of the coarser grouping contains every series of the finer group that it matches: both have equal
 * values of all labels of the coarser grouping.
 */
function covers(coarse: Grouping, fine: Grouping, matching: Matching | undefined): boolean {
  const matched = texts(matching?.labels ?? []);
  const isMatched = (label: string): boolean => (matching?.on ?? false) === matched.includes(label);
  if (!coarse.without) {
    return coarse.labels.every((label) => isMatched(label) && fine.without !== fine.labels.includes(label));
  }
  const ignored = [...fine.labels, ...matched];
  return fine.without && !matching?.on && ignored.every((label) => coarse.labels.includes(label));
}

/** Whether two operations match the same pairs of series, one to one. */
function sameMatching(a: Matching | undefined, b: Matching | undefined): boolean {
  if (a?.group || b?.group) return false;
  const [first, second] = [a, b].map((matching) => [matching?.on ?? false, texts(matching?.labels ?? []).sort()]);
  return JSON.stringify(first) === JSON.stringify(second);
}

const texts = (words: readonly Word[]): string[] => words.map(({ text }) => text);
