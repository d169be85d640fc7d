import type { Model } from "../model/model.ts";
import { acceptedValues } from "../promql/analysis/selector.ts";
import { parseRule } from "../promql/dependencies.ts";
import {
  type Binary,
  childrenOf,
  type Expr,
  partsOf,
  selectorsIn,
  type VectorSelector,
  withoutParens,
} from "../promql/syntax/ast.ts";
import { parse } from "../promql/syntax/parse.ts";
import { allRulesOf, type Check } from "./check.ts";
import { expressionsOf, findingIn } from "./expressions.ts";

// What an alert compares: a series with its own past, and a minimum with the denominator of a ratio.

/** A comparison of a series with its own past forgets, after the range or the offset, that something is missing. */
export const alertSelfResolving: Check = {
  name: "alert-self-resolving",
  description: "An alert about something that was there before resolves by itself while the thing is still missing.",
  *find(model) {
    for (const expression of expressionsOf(model)) {
      const { rule, ast } = expression;
      if (!rule || !("alert" in rule) || !ast) continue;
      for (const part of partsOf(ast)) {
        const name = part.kind === "binary" ? forgets(part) : undefined;
        if (name === undefined) continue;
        const message = `"${name}" is compared with its own past: the alert resolves once that past is as bad as the present`;
        const hint = 'compare with a fact, such as `absent(up{job="x"})` or an expected number';
        yield findingIn(expression, { ...part, message, hint });
      }
    }
  },
};

/** The metric that an operation compares with its own past. */
const forgets = (operation: Binary): string | undefined => {
  const past = comparedPast(operation);
  return past && nameOf(past);
};

function comparedPast({ op, left, right }: Binary): VectorSelector | undefined {
  switch (op) {
    // A series that was there: `x offset 1h unless x`, `present_over_time(x[1h]) unless x`.
    case "unless":
      return oneOf([...readInPast(left), ...wasThere.flatMap((name) => extreme(left, name))], readNow(right));
    // A value that was higher: `x < max_over_time(x[6h])`, `x < x offset 1h`.
    case "<":
    case "<=":
      return lower(left, right);
    // The same the other way round, or a value that was lower: `x > min_over_time(x[6h])`.
    case ">":
    case ">=":
      return lower(right, left) ?? oneOf(extreme(right, "min_over_time"), readNow(left));
    // A state that was another one: `x == 0 and max_over_time(x[6h]) > 0`.
    case "and": {
      const held = isComparison(left) ? readNow(left) : [];
      const compared = withoutParens(right);
      if (compared.kind !== "binary" || !["<", "<=", ">", ">=", "==", "!="].includes(compared.op)) return undefined;
      return oneOf([...extreme(compared.left, "max_over_time"), ...extreme(compared.left, "min_over_time")], held);
    }
    default:
      return undefined;
  }
}

/** Functions whose result lasts for a range after the series has ended. */
const wasThere = ["present", "last", "count", "max", "min", "avg"].map((name) => `${name}_over_time`);

/** The series of which the present value is lower than one that it had. */
const lower = (present: Expr, past: Expr): VectorSelector | undefined =>
  oneOf([...extreme(past, "max_over_time"), ...readInPast(past)], readNow(present));

const isComparison = (expr: Expr): boolean => {
  const inner = withoutParens(expr);
  return inner.kind === "binary" && ["==", "!=", "<", "<=", ">", ">="].includes(inner.op);
};

/** The first of the selectors whose series are also among those of the others. */
const oneOf = (selectors: readonly VectorSelector[], others: readonly VectorSelector[]): VectorSelector | undefined =>
  selectors.find((selector) => others.some((other) => mayBeSame(selector, other)));

/** Not the same are series of two metrics, or of two values of a label: a temperature now and its limit. */
const mayBeSame = (a: VectorSelector, b: VectorSelector): boolean =>
  nameOf(a) !== undefined &&
  nameOf(a) === nameOf(b) &&
  !a.matchers.some((matcher) => {
    const values = acceptedValues(matcher);
    return b.matchers.some((other) => {
      const others = other.label.text === matcher.label.text ? acceptedValues(other) : undefined;
      return values && others && !values.some((value) => others.includes(value));
    });
  });

function nameOf({ name, matchers }: VectorSelector): string | undefined {
  const named = matchers.find(({ label, operator }) => label.text === "__name__" && operator === "=");
  const word = name ?? named?.value;
  return word && !word.dynamic ? word.text : undefined;
}

/** Selectors that are read at another time. */
const readInPast = (expr: Expr): VectorSelector[] =>
  partsOf(expr).flatMap((part) => ("offset" in part && part.offset ? selectorsIn(part) : []));

/** Selectors that are read at the present time, outside ranges. */
function readNow(expr: Expr): VectorSelector[] {
  if (expr.kind === "matrix" || expr.kind === "subquery") return [];
  if (expr.kind === "selector") return expr.offset ? [] : [expr];
  return childrenOf(expr).flatMap(readNow);
}

/** Selectors over whose range a function is taken. */
const extreme = (expr: Expr, name: string): VectorSelector[] =>
  partsOf(expr).flatMap((part) => (part.kind === "call" && part.name.text === name ? selectorsIn(part) : []));

/** Ratios that an exporter computes name their denominator in the catalog; others contain it. */
export const alertRatioFloor: Check = {
  name: "alert-ratio-floor",
  description:
    "A minimum must bound the ratio's own denominator: a floor under something else lets chance fire the alert.",
  *find(model) {
    const denominators = denominatorsOf(model);
    const recorded = recordedIn(model);
    for (const expression of expressionsOf(model)) {
      const { rule, ast } = expression;
      if (!rule || !("alert" in rule) || !ast) continue;
      const ratios = selectorsIn(ast).flatMap(({ name }) => denominators.get(name?.text ?? "") ?? []);
      for (const part of partsOf(ast)) {
        if (part.kind !== "binary" || part.op !== "and" || !isFloor(part.right)) continue;
        const floor = selectorsIn(part.right);
        const problem =
          ratios.length > 0
            ? ratios.every((denominator) => !floor.some((counted) => bounds(counted, denominator)))
            : isRatio(part.left) &&
              counts(part.right, recorded) &&
              !share(baseNames(part.left, recorded), baseNames(part.right, recorded));
        if (!problem) continue;
        const message = "this minimum counts something else than the ratio's denominator";
        const hint = ratios.length > 0 ? "count what the catalog's `per` names" : "count what the ratio divides by";
        yield findingIn(expression, { ...part.right, message, hint });
      }
    }
  },
};

/** Denominators of the ratios that exporters compute. */
function denominatorsOf({ catalogs }: Model): Map<string, VectorSelector[]> {
  const found = new Map<string, VectorSelector[]>();
  for (const { definition } of catalogs)
    for (const [name, { per }] of Object.entries(definition.metrics)) {
      const ast = per === undefined ? undefined : parse(per).ast;
      if (ast) found.set(name, selectorsIn(ast));
    }
  return found;
}

/** What a series records; undefined for one that no rule records. */
type Recorded = (name: string) => Expr | undefined;

/** Rules are parsed when something reads what they record. */
function recordedIn(model: Model): Recorded {
  const byName = new Map(allRulesOf(model).map(({ rule }) => ["record" in rule ? rule.record : "", rule]));
  return (name) => {
    const rule = name === "" ? undefined : byName.get(name);
    return rule && parseRule(rule).ast;
  };
}

/** `count > 100`. */
const isFloor = (expr: Expr): boolean => {
  if (expr.kind === "paren") return isFloor(expr.expr);
  return (
    expr.kind === "binary" &&
    (expr.op === ">" || expr.op === ">=") &&
    expr.right.kind === "number" &&
    expr.right.value > 1
  );
};

/** Whether events are counted: by a rate or an increase, also in what is recorded. */
const counts = (expr: Expr, recorded: Recorded): boolean =>
  partsOf(expr).some((part) => {
    const below = part.kind === "selector" ? recorded(part.name?.text ?? "") : undefined;
    return isCount(part) || (below !== undefined && partsOf(below).some(isCount));
  });

const isCount = (part: Expr): boolean => part.kind === "call" && ["rate", "increase"].includes(part.name.text);

const isRatio = (expr: Expr): boolean =>
  partsOf(expr).some(
    (part) =>
      (part.kind === "binary" && part.op === "/" && part.right.kind !== "number") ||
      (part.kind === "selector" && /:ratio(?:_rate\w+)?$/.test(part.name?.text ?? "")),
  );

/** Whether the selector counts the denominator: it has the name and every matcher on its labels. */
const bounds = ({ name, matchers }: VectorSelector, denominator: VectorSelector): boolean =>
  name?.text === denominator.name?.text &&
  denominator.matchers.every(({ label, operator, value }) =>
    matchers.some((own) => own.label.text === label.text && own.operator === operator && own.value.text === value.text),
  );

/** Names of the series that are scraped, below all that is recorded. */
function baseNames(expr: Expr, recorded: Recorded, seen: readonly string[] = []): Set<string> {
  const names = selectorsIn(expr).flatMap(({ name }) => {
    const text = name?.text ?? "";
    const below = seen.includes(text) ? undefined : recorded(text);
    return below ? [...baseNames(below, recorded, [...seen, text])] : [text];
  });
  return new Set(names);
}

const share = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => [...b].some((name) => a.has(name));
