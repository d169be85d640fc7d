import { readFileSync } from "node:fs";
import { parser as editorGrammar } from "@prometheus-io/lezer-promql";
import { expect, it } from "vitest";
import type { Expr } from "../../../lib/promql/syntax/ast.ts";
import { parse } from "../../../lib/promql/syntax/parse.ts";

/** promtool shows whether Prometheus accepts an expression; the grammar of its editor shows how it groups the parts. */
const accepted = readFileSync(new URL("../../fixtures/fuzz/promql.jsonl", import.meta.url), "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line) as [verdict: string, expr: string])
  .filter(([verdict]) => verdict === "accepts")
  .map(([, expr]) => expr)
  // The editor's grammar hangs a trailing `offset` or `@` on the whole expression, which Prometheus does not.
  .filter((expr) => !/\boffset\b|@/i.test(expr))
  .filter((expr) => !hasErrors(expr));

const editorKinds: Readonly<Record<string, Expr["kind"]>> = {
  BinaryExpr: "binary",
  UnaryExpr: "unary",
  AggregateExpr: "aggregation",
  FunctionCall: "call",
  ParenExpr: "paren",
  SubqueryExpr: "subquery",
};

function hasErrors(expr: string): boolean {
  let found = false;
  editorGrammar.parse(expr).iterate({
    enter({ type }) {
      found ||= type.isError;
    },
  });
  return found;
}

function editorTree(expr: string): string[] {
  const nodes: string[] = [];
  editorGrammar.parse(expr).iterate({
    enter({ name, from, to, node }) {
      const kind = editorKinds[name];
      const signsNumber = name === "UnaryExpr" && node.lastChild?.name === "NumberDurationLiteral";
      if (kind && !signsNumber) nodes.push(`${kind} ${expr.slice(from, to)}`);
    },
  });
  return nodes.sort();
}

function ownTree(expr: string): string[] {
  const nodes: string[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    const expression = node as Expr;
    const { kind, from, to } = expression;
    const isNode = Object.values(editorKinds).includes(kind) && !signsNumber(expression);
    if (isNode) nodes.push(`${kind} ${expr.slice(from, to)}`);
    Object.values(node).forEach(visit);
  };
  visit(parse(expr).ast);
  return nodes.sort();
}

/** The editor's grammar reads a sign before a number as part of the number; the value is the same. */
const signsNumber = (expr: Expr): boolean => expr.kind === "unary" && expr.expr.kind === "number";

it("has enough expressions to compare", () => {
  expect(accepted.length).toBeGreaterThan(100);
});

it.each(accepted)("groups %j as Prometheus' editor does", (expr) => {
  expect(ownTree(expr)).toEqual(editorTree(expr));
});
