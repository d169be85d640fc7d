import type { Expr } from "../syntax/ast.ts";
import { binary } from "./binary.ts";
import { call } from "./call.ts";
import { aggregate } from "./functions.ts";
import { select } from "./selector.ts";
import {
  type ExprFinding,
  type Scope,
  type SeriesCatalog,
  type TypeInfo,
  unknownScalar,
  unknownVector,
} from "./type-info.ts";
import { negated } from "./units.ts";

export interface Analysis {
  readonly root: TypeInfo;
  /** Type information of every part of the expression. */
  readonly nodes: ReadonlyMap<Expr, TypeInfo>;
  readonly findings: readonly ExprFinding[];
}

/**
 * Infers labels, unit, range and sample kind of every part of an expression, bottom-up in one pass, and reports
 * contradictions. Reports nothing about metrics and labels that the catalog does not know.
 *
 * @param expr an expression that Prometheus accepts
 */
export function analyse(expr: Expr, catalog: SeriesCatalog): Analysis {
  const nodes = new Map<Expr, TypeInfo>();
  const findings: ExprFinding[] = [];
  const scope: Scope = {
    catalog,
    report: (kind, message, { from, to }, hint) => findings.push({ kind, message, from, to, ...(hint && { hint }) }),
    typeInfo(part) {
      const known = nodes.get(part);
      if (known) return known;
      const typeInfo = infer(part, scope);
      nodes.set(part, typeInfo);
      return typeInfo;
    },
  };
  const root = scope.typeInfo(expr);
  return { root, nodes, findings: findings.sort((a, b) => a.from - b.from) };
}

function infer(expr: Expr, scope: Scope): TypeInfo {
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
      return { ...scope.typeInfo(expr.selector), type: "range vector" };
    case "subquery":
      return { ...scope.typeInfo(expr.expr), type: "range vector", interval: undefined };
    case "paren":
      return scope.typeInfo(expr.expr);
    case "unary":
      return expr.op === "+" ? scope.typeInfo(expr.expr) : minus(scope.typeInfo(expr.expr));
    case "call":
      return call(expr, scope);
    case "aggregation":
      return aggregate(expr, scope);
    case "binary":
      return binary(expr, scope);
  }
}

function minus(typeInfo: TypeInfo): TypeInfo {
  const constant = typeInfo.constant === undefined ? undefined : -typeInfo.constant;
  return { ...typeInfo, range: negated(typeInfo.range), sampleKind: undefined, constant };
}
