import { durationSeconds } from "../../model/duration.ts";
import type { AlertRule, Duration } from "../../model/model.ts";
import type { Promql } from "../../promql/promql.ts";
import { parse } from "../../promql/syntax/parse.ts";
import { edits } from "./edits.ts";
import type { Edit, Mutant } from "./mutant.ts";

export type { Edit, Mutant, MutantKind } from "./mutant.ts";

/** Every mutant of an alert, one change each. */
export function mutantsOf(rule: AlertRule): Mutant[] {
  const { ast } = parse(rule.expr);
  const ofExpression = ast ? edits(ast, rule.expr).map((edit) => edited(rule, edit)) : [];
  return [...ofExpression, ...waits(rule)];
}

function edited(rule: AlertRule, { kind, from, to, text, dropped }: Edit): Mutant {
  const expr = `${rule.expr.slice(0, from)}${text}${rule.expr.slice(to)}` as Promql;
  const change = `${JSON.stringify(rule.expr.slice(from, to))} to ${JSON.stringify(text)}`;
  return { change: oneLine(change), kind, rule: { ...rule, expr }, ...(dropped && { dropped }) };
}

const oneLine = (text: string): string => text.replace(/(\\n|\s)+/g, " ");

/** Half and twice as long, in whole minutes, since rules are evaluated every minute; five minutes instead of none. */
function waits(rule: AlertRule): Mutant[] {
  const minutes = durationSeconds(rule.for) / 60;
  const others = minutes === 0 ? [5] : [Math.floor(minutes / 2), Math.ceil(minutes * 2)];
  return others.map((other) => {
    const wait: Duration = `${other}m`;
    return { change: `for: ${rule.for} to ${wait}`, kind: "for", rule: { ...rule, for: wait } };
  });
}
