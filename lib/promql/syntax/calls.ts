import { didYouMean } from "../../checks/suggest.ts";
import type { Aggregation, Call, Expr, Word } from "./ast.ts";
import { accept, type Cursor, complain, expect, unexpected } from "./cursor.ts";
import { SyntaxFault } from "./fault.ts";
import { functions } from "./functions.ts";
import { groupingLabels, wordOf } from "./labels.ts";
import type { Token } from "./tokens.ts";

/** Reads one expression; handed over by the parser, which calls these functions itself. */
type Expression = (at: Cursor) => Expr;

export function call(at: Cursor, token: Token, expression: Expression): Call {
  const { word: name } = wordOf(at, token);
  const known = functions.get(name.text);
  if (!known && !name.dynamic) {
    const hint = didYouMean(name.text, functions.keys());
    complain(at, `unknown function "${name.text}"${hint ? `: ${hint}` : ""}`, name);
  }
  if (known?.experimental && !at.options.experimental) complain(at, experimental(name.text), name);
  return { kind: "call", name, args: callArguments(at, expression), from: name.from, to: at.end };
}

const experimental = (name: string): string =>
  `"${name}" is experimental: Prometheus refuses it without --enable-feature=promql-experimental-functions`;

function callArguments(at: Cursor, expression: Expression): Expr[] {
  expect(at, "(", "in a call");
  if (accept(at, ")")) return [];
  const args = [expression(at)];
  while (!accept(at, ")")) {
    const comma = accept(at, ",") ?? unexpected(at, "in a call", "`,` or `)`");
    if (at.token.type === ")") complain(at, "a call may not end with a comma", comma);
    else args.push(expression(at));
  }
  return args;
}

const withParameter = new Set(["topk", "bottomk", "count_values", "quantile", "limitk", "limit_ratio"]);
const experimentalAggregators = new Set(["limitk", "limit_ratio"]);

interface Grouping {
  readonly modifier?: "by" | "without";
  readonly grouping: readonly Word[];
}

export function aggregation(at: Cursor, { type: op, from, to }: Token, expression: Expression): Aggregation {
  const before = grouping(at);
  const args = callArguments(at, expression);
  const { modifier, grouping: labels } = before ?? grouping(at) ?? { grouping: [] };
  if (experimentalAggregators.has(op) && !at.options.experimental) complain(at, experimental(op), { from, to });
  const wanted = withParameter.has(op) ? 2 : 1;
  if (args.length !== wanted) {
    throw new SyntaxFault(`"${op}" takes ${wanted} argument${wanted > 1 ? "s" : ""}, not ${args.length}`, {
      from,
      to: at.end,
    });
  }
  const expr = args[wanted - 1] as Expr;
  const [param] = wanted === 2 ? args : [];
  return {
    kind: "aggregation",
    op,
    grouping: labels,
    expr,
    from,
    to: at.end,
    ...(modifier && { modifier }),
    ...(param && { param }),
  };
}

function grouping(at: Cursor): Grouping | undefined {
  const clause = accept(at, "by") ?? accept(at, "without");
  return clause && { modifier: clause.type === "by" ? "by" : "without", grouping: groupingLabels(at) };
}
