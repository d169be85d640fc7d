import { acceptedValues } from "../promql/analysis/selector.ts";
import { type Binary, childrenOf, type Expr, partsOf, type VectorSelector } from "../promql/syntax/ast.ts";
import type { Check } from "./check.ts";
import { expressionsOf, findingIn } from "./expressions.ts";

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
      const compared = bare(right);
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
  const inner = bare(expr);
  return inner.kind === "binary" && ["==", "!=", "<", "<=", ">", ">="].includes(inner.op);
};

/** Without parentheses. */
const bare = (expr: Expr): Expr => (expr.kind === "paren" ? bare(expr.expr) : expr);

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

const selectorsIn = (expr: Expr): VectorSelector[] =>
  partsOf(expr).filter((part): part is VectorSelector => part.kind === "selector");

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
