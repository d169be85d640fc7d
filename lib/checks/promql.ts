import type { Model } from "../model/model.ts";
import { didYouMean } from "../model/problem.ts";
import { cycles } from "../promql/analysis/series-catalog.ts";
import type { FindingKind } from "../promql/analysis/type-info.ts";
import { parseRule } from "../promql/dependencies.ts";
import { childrenOf, type Expr, namesIn } from "../promql/syntax/ast.ts";
import { alertRatioFloor, alertSelfResolving } from "./alert-comparisons.ts";
import { conditionChecks } from "./alert-conditions.ts";
import { templateChecks } from "./alert-texts.ts";
import { alertForDuration, ruleIdentity } from "./alerts.ts";
import { allRulesOf, type Check, type Finding, type Suppression, suppressionsIn, type Where } from "./check.ts";
import { type Expression, expressionsOf, findingIn } from "./expressions.ts";

import { panelQueryChecks } from "./panels.ts";

const checkNameOf = (kind: FindingKind): string => `promql-${kind}`;

/** A check that reports the findings of one kind from the analysis of every expression. */
const findingCheck = (kind: FindingKind, description: string): Check => ({
  name: checkNameOf(kind),
  description,
  *find(model) {
    for (const expression of expressionsOf(model))
      for (const found of expression.analysis?.findings ?? [])
        if (found.kind === kind) yield findingIn(expression, found);
  },
});

const promqlSyntax: Check = {
  name: "promql-syntax",
  description: "Prometheus rejects the whole rule file, and Grafana shows an error instead of the panel.",
  *find(model) {
    for (const expression of expressionsOf(model))
      for (const problem of expression.parsed.problems) yield findingIn(expression, problem);
  },
};

const recordingFindings = findingCheck(
  "recording",
  "A recorded series that no rule records is empty, and rules that read each other in a cycle stay empty.",
);

const promqlRecording: Check = {
  ...recordingFindings,
  *find(model) {
    yield* recordingFindings.find(model);
    yield* recordingCycles(model);
  },
};

function* recordingCycles(model: Model): Generator<Finding> {
  if (model.part && !model.part.isLast) return;
  const reads = new Map<string, string[]>();
  const first = new Map<string, Where>();
  const recordings = allRulesOf(model).flatMap(({ rule, where }) => ("record" in rule ? [{ rule, where }] : []));
  for (const { rule, where } of recordings) if (!first.has(rule.record)) first.set(rule.record, where);
  for (const { rule } of recordings) {
    // Most rules read nothing that a rule records: those of other threads are not even parsed.
    if (!words(rule.expr).some((word) => first.has(word))) continue;
    const { ast, problems } = parseRule(rule);
    if (!ast || problems.length > 0) continue;
    reads.set(rule.record, [...(reads.get(rule.record) ?? []), ...neededBy(ast)]);
  }
  for (const cycle of cycles(reads)) {
    const place = first.get(cycle[0] ?? "");
    if (place) yield { ...place, message: `recording rules read each other in a cycle: ${cycle.join(" → ")}` };
  }
}

/** Words that may be names, and quoted texts. */
const words = (expr: string): readonly string[] => expr.match(/[A-Za-z_:][\w:]*|(?<=["'`])[^"'`]+(?=["'`])/g) ?? [];

/** Names of series without which an expression is empty: `x offset 1m or vector(0)` needs none. */
function neededBy(expr: Expr): string[] {
  if (expr.kind === "selector") return namesIn(expr);
  if (expr.kind === "call" && /^absent/.test(expr.name.text)) return [];
  if (expr.kind !== "binary" || (expr.op !== "or" && expr.op !== "unless")) return childrenOf(expr).flatMap(neededBy);
  const left = neededBy(expr.left);
  const right = expr.op === "or" ? neededBy(expr.right) : left;
  return left.filter((name) => right.includes(name));
}

/** Checks whose findings are about a part of an expression. A comment in the expression can suppress them. */
const suppressible: readonly Check[] = [
  promqlSyntax,
  findingCheck(
    "metric",
    "A metric that the selected job does not expose has no series: panels stay empty, alerts never fire.",
  ),
  findingCheck("job", "A job that Prometheus does not scrape has no series, and Prometheus reports no error."),
  findingCheck("label", "A matcher on a label that the metric does not have selects nothing, or excludes nothing."),
  findingCheck("label-value", "A matcher on a value that the label never has selects nothing."),
  findingCheck("matchers", "Matchers that contradict each other select nothing."),
  promqlRecording,
  findingCheck(
    "counter",
    "rate() takes each decrease of a gauge for a restart; delta() takes each restart of a counter for a decrease.",
  ),
  findingCheck(
    "rate-of-sum",
    "In a sum, the restart of one counter looks like a restart of all: the rate shows a false spike.",
  ),
  findingCheck("window", "rate() needs two samples: a window shorter than two scrapes mostly returns nothing."),
  findingCheck(
    "quantile",
    "histogram_quantile() without the label le returns nothing; a quantile below 0 or above 1 is infinite.",
  ),
  findingCheck("grouping", "Grouping by a label that no series has puts all series into one group."),
  findingCheck(
    "matching",
    "Vectors whose labels are never equal match nothing; several matches on both sides fail at evaluation.",
  ),
  findingCheck("unit", "A sum of bytes and seconds, or a ratio compared with a percentage, has no meaning."),
  findingCheck("bucket", 'Prometheus 3 writes the bounds of buckets as floats: le="1" selects nothing, le="1.0" does.'),
  findingCheck(
    "collision",
    "A query fails when two of its series get the same labels, by a function that drops the name or by label_replace, and with a regular expression that Prometheus refuses.",
  ),
  findingCheck(
    "divisor",
    "A division by 0 is infinite and crosses every threshold; 0/0 is NaN, and one NaN makes a whole sum NaN.",
  ),
  findingCheck(
    "comparison",
    "A comparison that is never true is an alert that never fires; one that is always true has no effect.",
  ),
];

const suppressionUnused: Check = {
  name: "suppression-unused",
  description: "A suppression without a reason cannot be reviewed, and one without a finding hides the next problem.",
  *find(model) {
    const suppressed = expressionsOf(model)
      .map((expression) => ({ expression, suppressions: suppressionsIn(expression.text) }))
      .filter(({ suppressions }) => suppressions.length > 0);
    const found = new Map<string, Set<string>>();
    for (const { expression } of suppressed) {
      const names = found.get(expression.text) ?? new Set();
      for (const name of checksWithFindingsIn(expression)) names.add(name);
      found.set(expression.text, names);
    }
    for (const { expression, suppressions } of suppressed)
      for (const suppression of suppressions) {
        const problem = problemWith(suppression, found.get(expression.text)?.has(suppression.check) ?? false);
        if (problem) yield findingIn(expression, { ...suppression, ...problem });
      }
  },
};

/** The suppressible checks that report something in the expression: all of it is known from its one analysis. */
const checksWithFindingsIn = ({ parsed, analysis }: Expression): string[] => [
  ...(parsed.problems.length > 0 ? [promqlSyntax.name] : []),
  ...(analysis?.findings ?? []).map(({ kind }) => checkNameOf(kind)),
];

function problemWith(
  { check, reason }: Suppression,
  isUsed: boolean,
): { readonly message: string; readonly hint: string } | undefined {
  const names = suppressible.map(({ name }) => name);
  if (!names.includes(check))
    return {
      message: `no check of expressions is called "${check}"`,
      hint: didYouMean(check, names) ?? "see `check --list`",
    };
  if (reason === "") return { message: "a suppression needs a reason", hint: "write it after a colon" };
  return isUsed ? undefined : { message: "this suppression has no effect", hint: "delete it" };
}

/** Checks of PromQL expressions by themselves. */
const promqlChecks: readonly Check[] = [...suppressible, suppressionUnused];

/** The checks that read PromQL expressions. They also apply to rule files and dashboards from elsewhere. */
export const expressionChecks: readonly Check[] = [
  ...promqlChecks,
  alertForDuration,
  ...conditionChecks,
  alertSelfResolving,
  alertRatioFloor,
  ruleIdentity,
  ...templateChecks,
  ...panelQueryChecks,
];
