import { type Binary, childrenOf, type Expr, namesIn, partsOf } from "../promql/syntax/ast.ts";
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
        const message = `"${name}" is compared with its own past: the alert resolves when the past is as bad as the present`;
        const hint = 'compare with a fact, such as `absent(up{job="x"})` or an expected number';
        yield findingIn(expression, { ...part, message, hint });
      }
    }
  },
};

/** The metric that an operation compares with its own past. */
function forgets({ op, left, right }: Binary): string | undefined {
  switch (op) {
    // A series that was there: `x offset 1h unless x`, `present_over_time(x[1h]) unless x`.
    case "unless":
      return [...pastNames(left), ...wasThere.flatMap((name) => extreme(left, name))].find((name) =>
        presentNames(right).includes(name),
      );
    // A value that was higher: `x < max_over_time(x[6h])`, `x < x offset 1h`.
    case "<":
    case "<=":
      return lower(left, right);
    // The same the other way round, or a value that was lower: `x > min_over_time(x[6h])`.
    case ">":
    case ">=":
      return lower(right, left) ?? extreme(right, "min_over_time").find((name) => presentNames(left).includes(name));
    // A state that was another one: `x == 0 and max_over_time(x[6h]) > 0`.
    case "and": {
      const held = isComparison(left) ? presentNames(left) : [];
      const compared = bare(right);
      if (compared.kind !== "binary" || !["<", "<=", ">", ">=", "==", "!="].includes(compared.op)) return undefined;
      return [...extreme(compared.left, "max_over_time"), ...extreme(compared.left, "min_over_time")].find((name) =>
        held.includes(name),
      );
    }
    default:
      return undefined;
  }
}

/** Functions whose result lasts for a range after the series has ended. */
const wasThere = ["present", "last", "count", "max", "min", "avg"].map((name) => `${name}_over_time`);

/** The series of which the present value is lower than one that it had. */
const lower = (present: Expr, past: Expr): string | undefined =>
  [...extreme(past, "max_over_time"), ...pastNames(past)].find((name) => presentNames(present).includes(name));

const isComparison = (expr: Expr): boolean => {
  const inner = bare(expr);
  return inner.kind === "binary" && ["==", "!=", "<", "<=", ">", ">="].includes(inner.op);
};

/** Without parentheses. */
const bare = (expr: Expr): Expr => (expr.kind === "paren" ? bare(expr.expr) : expr);

/** Names of series that are read at another time. */
const pastNames = (expr: Expr): string[] =>
  [...partsOf(expr)].flatMap((part) => ("offset" in part && part.offset ? namesIn(part) : []));

/** Names of series that are read at the present time, outside ranges. */
function presentNames(expr: Expr): string[] {
  if (expr.kind === "matrix" || expr.kind === "subquery") return [];
  if (expr.kind === "selector") return expr.offset ? [] : namesIn(expr);
  return childrenOf(expr).flatMap(presentNames);
}

/** Names of series over whose range a function is taken. */
const extreme = (expr: Expr, name: string): string[] =>
  [...partsOf(expr)].flatMap((part) => (part.kind === "call" && part.name.text === name ? namesIn(part) : []));
