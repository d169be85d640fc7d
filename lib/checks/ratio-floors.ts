import type { Model } from "../model/model.ts";
import { parseRule } from "../promql/dependencies.ts";
import { type Expr, partsOf, type VectorSelector } from "../promql/syntax/ast.ts";
import { parse } from "../promql/syntax/parse.ts";
import { allRulesOf, type Check } from "./check.ts";
import { expressionsOf, findingIn } from "./expressions.ts";

/** Ratios that an exporter computes name their denominator in the catalog; others contain it. */
export const alertRatioFloor: Check = {
  name: "alert-ratio-floor",
  description:
    "A minimum must bound the ratio's own denominator: a floor under something else lets chance fire the alert.",
  *find(model) {
    const denominators = denominatorsOf(model);
    const recorded = recordedIn(model);
    for (const expression of expressionsOf(model)) {
      const { rule, ast } = expression;
      if (!rule || !("alert" in rule) || !ast) continue;
      const ratios = selectorsIn(ast).flatMap(({ name }) => denominators.get(name?.text ?? "") ?? []);
      for (const part of partsOf(ast)) {
        if (part.kind !== "binary" || part.op !== "and" || !isFloor(part.right)) continue;
        const floor = selectorsIn(part.right);
        const problem =
          ratios.length > 0
            ? ratios.every((denominator) => !floor.some((counted) => bounds(counted, denominator)))
            : isRatio(part.left) &&
              counts(part.right, recorded) &&
              !share(baseNames(part.left, recorded), baseNames(part.right, recorded));
        if (!problem) continue;
        const message = "this minimum counts something else than the ratio's denominator";
        const hint = ratios.length > 0 ? "count what the catalog's `per` names" : "count what the ratio divides by";
        yield findingIn(expression, { ...part.right, message, hint });
      }
    }
  },
};

/** Denominators of the ratios that exporters compute. */
function denominatorsOf({ catalogs }: Model): Map<string, VectorSelector[]> {
  const found = new Map<string, VectorSelector[]>();
  for (const { definition } of catalogs)
    for (const [name, { per }] of Object.entries(definition.metrics)) {
      const ast = per === undefined ? undefined : parse(per).ast;
      if (ast) found.set(name, selectorsIn(ast));
    }
  return found;
}

/** What a series records; undefined for one that no rule records. */
type Recorded = (name: string) => Expr | undefined;

/** Rules are parsed when something reads what they record. */
function recordedIn(model: Model): Recorded {
  const byName = new Map(allRulesOf(model).map(({ rule }) => ["record" in rule ? rule.record : "", rule]));
  return (name) => {
    const rule = name === "" ? undefined : byName.get(name);
    return rule && parseRule(rule).ast;
  };
}

const selectorsIn = (expr: Expr): VectorSelector[] =>
  partsOf(expr).filter((part): part is VectorSelector => part.kind === "selector");

/** `count > 100`. */
const isFloor = (expr: Expr): boolean => {
  if (expr.kind === "paren") return isFloor(expr.expr);
  return (
    expr.kind === "binary" &&
    (expr.op === ">" || expr.op === ">=") &&
    expr.right.kind === "number" &&
    expr.right.value > 1
  );
};

/** Whether events are counted: by a rate or an increase, also in what is recorded. */
const counts = (expr: Expr, recorded: Recorded): boolean =>
  partsOf(expr).some((part) => {
    const below = part.kind === "selector" ? recorded(part.name?.text ?? "") : undefined;
    return isCount(part) || (below !== undefined && partsOf(below).some(isCount));
  });

const isCount = (part: Expr): boolean => part.kind === "call" && ["rate", "increase"].includes(part.name.text);

const isRatio = (expr: Expr): boolean =>
  partsOf(expr).some(
    (part) =>
      (part.kind === "binary" && part.op === "/" && part.right.kind !== "number") ||
      (part.kind === "selector" && /:ratio(?:_rate\w+)?$/.test(part.name?.text ?? "")),
  );

/** Whether the selector counts the denominator: it has the name and every matcher on its labels. */
const bounds = ({ name, matchers }: VectorSelector, denominator: VectorSelector): boolean =>
  name?.text === denominator.name?.text &&
  denominator.matchers.every(({ label, operator, value }) =>
    matchers.some((own) => own.label.text === label.text && own.operator === operator && own.value.text === value.text),
  );

/** Names of the series that are scraped, below all that is recorded. */
function baseNames(expr: Expr, recorded: Recorded, seen: readonly string[] = []): Set<string> {
  const names = selectorsIn(expr).flatMap(({ name }) => {
    const text = name?.text ?? "";
    const below = seen.includes(text) ? undefined : recorded(text);
    return below ? [...baseNames(below, recorded, [...seen, text])] : [text];
  });
  return new Set(names);
}

const share = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => [...b].some((name) => a.has(name));
