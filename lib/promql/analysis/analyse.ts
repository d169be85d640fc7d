import type { Expr } from "../syntax/ast.ts";
import { binary } from "./binary.ts";
import { call } from "./calls.ts";
import { aggregate, narrows } from "./functions.ts";
import { checkDivisors } from "./pitfalls.ts";
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

/** A recording rule is analysed where it is read and where it stands: once for each catalog. */
const analyses = new WeakMap<SeriesCatalog, WeakMap<Expr, Analysis>>();

/**
 * Infers labels, unit, range and sample kind of every part of an expression, bottom-up in one pass, and reports
 * contradictions. Reports nothing about metrics and labels that the catalog does not know.
 *
 * @param expr an expression that Prometheus accepts
 */
export function analyse(expr: Expr, catalog: SeriesCatalog): Analysis {
  const known = analyses.get(catalog) ?? new WeakMap<Expr, Analysis>();
  analyses.set(catalog, known);
  const analysis = known.get(expr) ?? analyseOnce(expr, catalog);
  known.set(expr, analysis);
  return analysis;
}

function analyseOnce(expr: Expr, catalog: SeriesCatalog): Analysis {
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
  checkDivisors(expr, scope);
  checkResult(expr, root, scope);
  return { root, nodes, findings: findings.sort((a, b) => a.from - b.from) };
}

/** Reports a result that has series without a label that distinguishes them, such as a container's name. */
function checkResult(expr: Expr, { labels, type }: TypeInfo, { report }: Scope): void {
  const [lacking] = [...labels.known].find(([, { partial }]) => partial) ?? [];
  if (lacking === undefined || type !== "instant vector" || narrows(expr, labels)) return;
  const message = `only some of the series have the label "${lacking}": the others are returned too`;
  report("grouping", message, expr, `select those with it: ${lacking}!=""`);
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
