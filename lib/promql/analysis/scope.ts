import type { Expr } from "../syntax/ast.ts";
import type { Catalogue } from "./catalogue.ts";
import type { Facts } from "./facts.ts";
import type { Report } from "./finding.ts";

/** What every step of an analysis needs. */
export interface Scope {
  readonly catalogue: Catalogue;
  readonly report: Report;
  /** The facts of a part of the expression; each part is looked at once. */
  readonly facts: (expr: Expr) => Facts;
}
