import { durationSeconds } from "../model/duration.ts";
import type { AlertRule, Duration } from "../model/model.ts";
import { accepts } from "../promql/analysis/selector.ts";
import type { Labels, SeriesCatalog } from "../promql/analysis/type-info.ts";
import type { Promql } from "../promql/promql.ts";
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
} from "../promql/syntax/ast.ts";
import { parse } from "../promql/syntax/parse.ts";

/** An alert with one change: its examples should detect it. */
export interface Mutant {
  /** Such as `"> 0.9" to "<= 0.9"`. */
  readonly change: string;
  readonly kind: MutantKind;
  readonly rule: AlertRule;
  readonly dropped?: DroppedMatcher;
}

/** Every mutant of an alert, one change each. */
export function mutantsOf(rule: AlertRule): Mutant[] {
  const { ast } = parse(rule.expr);
  const ofExpression = ast ? edits(ast, rule.expr).map((edit) => edited(rule, edit)) : [];
  return [...ofExpression, ...ofHold(rule)];
}

function edited(rule: AlertRule, { kind, from, to, text, dropped }: Edit): Mutant {
  const expr = `${rule.expr.slice(0, from)}${text}${rule.expr.slice(to)}` as Promql;
  const change = `${JSON.stringify(rule.expr.slice(from, to))} to ${JSON.stringify(text)}`;
  return { change: oneLine(change), kind, rule: { ...rule, expr }, ...(dropped && { dropped }) };
}

const oneLine = (text: string): string => text.replace(/(\\n|\s)+/g, " ");

/** Half and twice as long, in whole minutes, since rules are evaluated every minute; 5 minutes instead of 0. */
function ofHold(rule: AlertRule): Mutant[] {
  const minutes = durationSeconds(rule.for) / 60;
  const others = minutes === 0 ? [5] : [Math.floor(minutes / 2), Math.ceil(minutes * 2)];
  return others.map((other) => {
    const hold: Duration = `${other}m`;
    return { change: `for: ${rule.for} to ${hold}`, kind: "for", rule: { ...rule, for: hold } };
  });
}

/** Why no example can distinguish a mutant from its alert, as a text for people; undefined where one could. */
export function whyEquivalent({ dropped }: Mutant, catalog: SeriesCatalog): string | undefined {
  if (!dropped) return undefined;
  const { metric, matcher } = dropped;
  const exposed = (catalog.series.get(metric) ?? []).map(({ typeInfo }) => typeInfo.labels);
  const recorded = catalog.recorded(metric)?.labels;
  const known = recorded ? [...exposed, recorded] : exposed;
  if (known.length === 0 || !known.every((labels) => allAccepted(labels))) return undefined;
  return `every series of ${metric} has ${matcher.label.text}${matcher.operator}"${matcher.value.text}"`;

  function allAccepted({ known: labels }: Labels): boolean {
    const { values, optional } = labels.get(matcher.label.text) ?? {};
    return !optional && values !== undefined && values.every((value) => accepts(matcher, value) === true);
  }
}

type MutantKind = "threshold" | "comparison" | "for" | "matcher" | "aggregation" | "window" | "branch";

/** A matcher that a mutant lacks, and the metric that it was on. */
interface DroppedMatcher {
  readonly metric: string;
  readonly matcher: Matcher;
}

/** A change to an expression's text. */
interface Edit extends Span {
  readonly kind: MutantKind;
  readonly text: string;
  readonly dropped?: DroppedMatcher;
}

/** Every change that mutation makes to an expression, each on its own. */
const edits = (ast: Expr, text: string): Edit[] =>
  partsOf(ast).flatMap((part) => [...editsOf(part, text), ...(offsetOf(part) ?? [])]);

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
