import { parse } from "../../lib/promql/syntax/parse.ts";
import { judge } from "./promtool.ts";

/** An expression that one of us refuses and the other does not. */
export interface Disagreement {
  readonly expr: string;
  /** Why it is refused; undefined for who accepts it. */
  readonly promtool: string | undefined;
  readonly ours: string | undefined;
}

/** Where our verdict is not promtool's. Expressions must not be blank: a rule file cannot hold them. */
export function disagreements(promtool: string, expressions: readonly string[]): Disagreement[] {
  const theirs = judge(promtool, expressions);
  return expressions
    .map((expr, i) => ({ expr, promtool: theirs[i], ours: parse(expr).problems[0]?.message }))
    .filter((verdict) => (verdict.promtool === undefined) !== (verdict.ours === undefined));
}
