import {
  type Aggregation,
  type Binary,
  type Call,
  type DurationNode,
  type Expr,
  type Matcher,
  type NumberLiteral,
  partsOf,
  type Span,
  type VectorSelector,
} from "../../promql/syntax/ast.ts";

export type MutantKind = "threshold" | "comparison" | "for" | "matcher" | "aggregation" | "window" | "branch";

/** A matcher that a mutant lacks, and the metric that it was on. */
export interface DroppedMatcher {
  readonly metric: string;
  readonly matcher: Matcher;
}

/** A change to an expression's text. */
export interface Edit extends Span {
  readonly kind: MutantKind;
  readonly text: string;
  readonly dropped?: DroppedMatcher;
}

/** Every change that mutation makes to an expression, each on its own. */
export const edits = (ast: Expr, text: string): Edit[] =>
  Array.from(partsOf(ast)).flatMap((part) => [...editsOf(part, text), ...(offsetOf(part) ?? [])]);

function editsOf(part: Expr, text: string): Edit[] {
  switch (part.kind) {
    case "number":
      return numbers(part);
    case "selector":
      return matchers(part, text);
    case "matrix":
    case "subquery":
      return durations(part.range);
    case "aggregation":
      return aggregations(part);
    case "call":
      return overTime(part);
    case "binary":
      return [...comparisons(part), ...branches(part, text)];
    default:
      return [];
  }
}

const offsetOf = (part: Expr): Edit[] | undefined =>
  "offset" in part && part.offset ? durations(part.offset) : undefined;

/** Small whole numbers change by one, others by a quarter. */
function numbers({ value, from, to }: NumberLiteral): Edit[] {
  if (!Number.isFinite(value)) return [];
  const isCount = Number.isInteger(value) && Math.abs(value) < 10;
  const others = isCount ? [value - 1, value + 1] : [value * 0.75, value * 1.25];
  return others.map((other) => ({ kind: "threshold", from, to, text: `${Number(other.toPrecision(12))}` }));
}

/** A matcher that accepts every value, and the opposite one. */
function matchers({ name, matchers: all }: VectorSelector, text: string): Edit[] {
  return all.flatMap((matcher): Edit[] => {
    const { label, operator, value, from, to } = matcher;
    if (label.text === "__name__") return [];
    const quoted = text.slice(value.from, value.to);
    return [
      { kind: "matcher", from, to, text: `${label.text}=~".*"`, dropped: { metric: name?.text ?? "", matcher } },
      { kind: "matcher", from, to, text: `${label.text}${negated[operator]}${quoted}` },
    ];
  });
}

const negated = { "=": "!=", "!=": "=", "=~": "!~", "!~": "=~" } as const;

/** `>` never becomes `>=`: measured values are almost never equal to the threshold. */
const opposite: Readonly<Record<string, string>> = {
  ">": "<=",
  ">=": "<",
  "<": ">=",
  "<=": ">",
  "==": "!=",
  "!=": "==",
};

function comparisons({ op, operator: { from, to } }: Binary): Edit[] {
  const text = opposite[op];
  return text === undefined ? [] : [{ kind: "comparison", from, to, text }];
}

/** One side alone: an example should show what the other side adds or removes. */
function branches({ op, left, right, from, to }: Binary, text: string): Edit[] {
  const sides = op === "and" || op === "or" ? [left, right] : op === "unless" ? [left] : [];
  return sides.map((side) => ({ kind: "branch", from, to, text: `(${text.slice(side.from, side.to)})` }));
}

const otherAggregation: Readonly<Record<string, string>> = {
  sum: "max",
  max: "min",
  min: "max",
  avg: "max",
  count: "sum",
  topk: "bottomk",
  bottomk: "topk",
  stddev: "max",
};

function aggregations({ op, from }: Aggregation): Edit[] {
  const other = otherAggregation[op];
  return other === undefined ? [] : [{ kind: "aggregation", from, to: from + op.length, text: other }];
}

const otherOverTime: Readonly<Record<string, string>> = {
  avg_over_time: "max_over_time",
  max_over_time: "min_over_time",
  min_over_time: "max_over_time",
  sum_over_time: "max_over_time",
  last_over_time: "max_over_time",
};

function overTime({ name: { text, from, to } }: Call): Edit[] {
  const other = otherOverTime[text];
  return other === undefined ? [] : [{ kind: "aggregation", from, to, text: other }];
}

/** Half and twice as long. */
const durations = ({ seconds = 0, from, to }: DurationNode): Edit[] =>
  seconds === 0
    ? []
    : [seconds / 2, seconds * 2].map((other) => ({ kind: "window", from, to, text: `${Math.round(other)}s` }));
