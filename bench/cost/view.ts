import type { Rule } from "../../lib/model/model.ts";
import { metricsReadBy, rulesReadBy } from "../../lib/promql/dependencies.ts";
import type { Promql } from "../../lib/promql/promql.ts";
import { partsOf } from "../../lib/promql/syntax/ast.ts";
import { parse } from "../../lib/promql/syntax/parse.ts";
import { type Board, type BoardQuery, queriesOf, type Screen } from "./board.ts";
import type { Cost, Server } from "./server.ts";
import { openingValues } from "./variables.ts";

export interface MeasuredQuery extends BoardQuery, Cost {
  readonly points: number;
  /** The scraped metrics that it reads, also those behind recorded ones. */
  readonly metrics: ReadonlySet<string>;
}

/** What one view of a board costs, with all rows open. */
export interface View {
  readonly name: string;
  readonly queries: readonly MeasuredQuery[];
  /** What Prometheus refused: query and error. */
  readonly refused: readonly string[];
}

/** Opens a board and asks what its panels ask. */
export async function view(
  name: string,
  board: Board,
  { server, screen, rules }: { server: Server; screen: Screen; rules: readonly Rule[] },
): Promise<View> {
  const values = await openingValues(board, server);
  const [queries, refused]: [MeasuredQuery[], string[]] = [[], []];
  for (const query of queriesOf(board, values, screen))
    try {
      queries.push({
        ...query,
        ...(await server.cost(query)),
        points: query.step === undefined ? 1 : Math.floor(screen.range / query.step) + 1,
        metrics: metricsBehind(query.expr, rules),
      });
    } catch (error) {
      refused.push(`${query.panel}: ${(error as Error).message}`);
    }
  return { name, queries, refused };
}

/** The scraped metrics that an expression reads. */
function metricsBehind(expr: string, rules: readonly Rule[]): Set<string> {
  const recorded = new Set(rules.flatMap((rule) => ("record" in rule ? [rule.record] : [])));
  const rule: Rule = { record: "", help: "", expr: expr as Promql };
  const names = [rule, ...rulesReadBy([rule], rules)].flatMap(metricsReadBy);
  return new Set(names.filter((name) => !recorded.has(name)));
}

/** The series selectors of queries, each once and without the time that it is shifted by. */
export function selectorsOf(queries: readonly BoardQuery[]): string[] {
  const selectors = queries.flatMap(({ expr }) => {
    const { ast } = parse(expr);
    return (ast ? partsOf(ast) : []).flatMap((part) =>
      part.kind === "selector" ? [expr.slice(part.from, part.matchers.length > 0 ? part.to : part.name?.to)] : [],
    );
  });
  return [...new Set(selectors.map((selector) => selector.replace(/\s*(?:offset\b|@).*$/s, "")))];
}
