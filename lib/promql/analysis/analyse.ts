import type { Expr } from "../syntax/ast.ts";
import { aggregate } from "./aggregation.ts";
import { binary } from "./binary.ts";
import { call } from "./call.ts";
import { negated } from "./interval.ts";
import type { ExprFinding, Scope, SeriesCatalog } from "./scope.ts";
import { select } from "./selector.ts";
import { type Facts, unknownScalar, unknownVector } from "./type-info.ts";

export interface Analysis {
  readonly root: Facts;
  /** Facts of every part of the expression. */
  readonly nodes: ReadonlyMap<Expr, Facts>;
  readonly findings: readonly ExprFinding[];
}

/**
 * Infers bottom-up, in one pass, what an expression's value is: its labels, unit, range and kind of samples; and
 * finds what cannot be meant. What the catalogue does not know is not spoken of.
 *
 * @param expr an expression in which Prometheus finds nothing to refuse
 */
export function analyse(expr: Expr, catalogue: SeriesCatalog): Analysis {
  const nodes = new Map<Expr, Facts>();
  const findings: ExprFinding[] = [];
  const scope: Scope = {
    catalogue,
    report: (kind, message, { from, to }, hint) => findings.push({ kind, message, from, to, ...(hint && { hint }) }),
    facts(part) {
      const known = nodes.get(part);
      if (known) return known;
      const facts = infer(part, scope);
      nodes.set(part, facts);
      return facts;
    },
  };
  const root = scope.facts(expr);
  return { root, nodes, findings: findings.sort((a, b) => a.from - b.from) };
}

function infer(expr: Expr, scope: Scope): Facts {
  switch (expr.kind) {
    case "number":
      return { ...unknownScalar, range: [expr.value, expr.value], constant: expr.value };
    case "string":
      return { ...unknownScalar, type: "string" };
    case "variable":
      return { ...unknownVector, type: "unknown" };
    case "selector":
      return select(expr, scope);
    case "matrix":
      return { ...scope.facts(expr.selector), type: "range vector" };
    case "subquery":
      return { ...scope.facts(expr.expr), type: "range vector", interval: undefined };
    case "paren":
      return scope.facts(expr.expr);
    case "unary":
      return expr.op === "+" ? scope.facts(expr.expr) : minus(scope.facts(expr.expr));
    case "call":
      return call(expr, scope);
    case "aggregation":
      return aggregate(expr, scope);
    case "binary":
      return binary(expr, scope);
  }
}

function minus(facts: Facts): Facts {
  const constant = facts.constant === undefined ? undefined : -facts.constant;
  return { ...facts, range: negated(facts.range), nature: undefined, constant };
}
