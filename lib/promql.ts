// The entry point for programs that read PromQL: an editor, a linter, a migration of dashboards.

export { type Analysis, analyse } from "./promql/analysis/analyse.ts";
export { seriesCatalogOf } from "./promql/analysis/series-catalog.ts";
export {
  type ExprFinding,
  emptyCatalog,
  type FindingKind,
  type SeriesCatalog,
  type TypeInfo,
} from "./promql/analysis/type-info.ts";
export { explain } from "./promql/explain.ts";
export { codeFrame, format, print } from "./promql/print.ts";
export type * from "./promql/syntax/ast.ts";
export { childrenOf, namesIn, partsOf } from "./promql/syntax/ast.ts";
export { type Parsed, type ParseOptions, parse } from "./promql/syntax/parse.ts";
