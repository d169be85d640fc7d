import type { Expr } from "../syntax/ast.ts";
import type { Facts } from "./facts.ts";
import type { Report } from "./finding.ts";
import type { SeriesCatalog } from "./series-catalog.ts";

/** What every step of an analysis needs. */
export interface Scope {
  readonly catalogue: SeriesCatalog;
  readonly report: Report;
  /** The facts of a part of the expression; each part is looked at once. */
  readonly facts: (expr: Expr) => Facts;
}
