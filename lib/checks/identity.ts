import { type Aggregation, type Expr, type Matching, partsOf, type Word } from "../promql/syntax/ast.ts";
import type { Check } from "./check.ts";
import { type Expression, expressionsOf, findingIn } from "./expressions.ts";

/**
 * Rules must keep the identity labels. A panel shows what its variables select, so its aggregations may mix it; matching
 * that ignores a label fails in a panel too where two clusters have a series each.
 */
export const ruleIdentity: Check = {
  name: "rule-identity",
  description:
    "An aggregation or matching that drops an identity label mixes the series of several clusters, or fails where there are two.",
  *find(model) {
    const { identityLabels } = model.settings;
    if (identityLabels.length === 0) return;
    for (const expression of expressionsOf(model))
      for (const part of expression.ast ? partsOf(expression.ast) : []) {
        const lost = identityLabels.filter((label) => isDropped(part, label, expression));
        const list = lost.map((label) => `"${label}"`).join(", ");
        if (lost.length === 0) continue;
        if (part.kind === "aggregation")
          yield findingIn(expression, {
            ...part,
            message: `${part.op} drops ${list}: series of several parts of the platform become one`,
            hint: `write ${part.op} ${kept(part, lost)}`,
          });
        if (part.kind === "binary" && part.matching)
          yield findingIn(expression, {
            ...part.operator,
            message: `matches series of different ${list}, or fails where each has one`,
            hint: `write ${part.op} ${keptByMatching(part.matching, lost)}`,
          });
      }
  },
};

function isDropped(part: Expr, label: string, { analysis, rule }: Expression): boolean {
  const has = (expr: Expr): boolean => analysis?.nodes.get(expr)?.labels.known.has(label) ?? false;
  if (part.kind === "aggregation") return rule !== undefined && has(part.expr) && !keeps(part, label);
  if (part.kind !== "binary" || !part.matching) return false;
  return has(part.left) && has(part.right) && named(part.matching.labels, label) !== part.matching.on;
}

const named = (words: readonly Word[], label: string): boolean => words.some(({ text }) => text === label);

const keeps = ({ modifier, grouping }: Aggregation, label: string): boolean =>
  modifier === "without" ? !named(grouping, label) : named(grouping, label);

const listed = (words: readonly Word[], lost: readonly string[], isKept: boolean): string => {
  const names = words.map(({ text }) => text);
  return (isKept ? [...lost, ...names] : names.filter((name) => !lost.includes(name))).join(", ");
};

const kept = ({ modifier = "by", grouping }: Aggregation, lost: readonly string[]): string =>
  `${modifier} (${listed(grouping, lost, modifier === "by")})`;

const keptByMatching = ({ on, labels }: Matching, lost: readonly string[]): string =>
  `${on ? "on" : "ignoring"} (${listed(labels, lost, on)})`;
