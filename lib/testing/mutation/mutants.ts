import { durationSeconds } from "../../model/duration.ts";
import type { AlertRule, Duration } from "../../model/model.ts";
import type { Labels } from "../../promql/analysis/labels.ts";
import type { SeriesCatalog } from "../../promql/analysis/scope.ts";
import { accepts } from "../../promql/analysis/selector.ts";
import type { Promql } from "../../promql/promql.ts";
import { parse } from "../../promql/syntax/parse.ts";
import { type DroppedMatcher, type Edit, edits, type MutantKind } from "./edits.ts";

/** An alert with one change: its examples should detect it. */
export interface Mutant {
  /** Such as `"> 0.9" to "<= 0.9"`. */
  readonly change: string;
  readonly kind: MutantKind;
  readonly rule: AlertRule;
  readonly dropped?: DroppedMatcher;
}

/** Every mutant of an alert, one change each. */
export function mutantsOf(rule: AlertRule): Mutant[] {
  const { ast } = parse(rule.expr);
  const ofExpression = ast ? edits(ast, rule.expr).map((edit) => edited(rule, edit)) : [];
  return [...ofExpression, ...ofHold(rule)];
}

function edited(rule: AlertRule, { kind, from, to, text, dropped }: Edit): Mutant {
  const expr = `${rule.expr.slice(0, from)}${text}${rule.expr.slice(to)}` as Promql;
  const change = `${JSON.stringify(rule.expr.slice(from, to))} to ${JSON.stringify(text)}`;
  return { change: oneLine(change), kind, rule: { ...rule, expr }, ...(dropped && { dropped }) };
}

const oneLine = (text: string): string => text.replace(/(\\n|\s)+/g, " ");

/** Half and twice as long, in whole minutes, since rules are evaluated every minute; 5 minutes instead of 0. */
function ofHold(rule: AlertRule): Mutant[] {
  const minutes = durationSeconds(rule.for) / 60;
  const others = minutes === 0 ? [5] : [Math.floor(minutes / 2), Math.ceil(minutes * 2)];
  return others.map((other) => {
    const hold: Duration = `${other}m`;
    return { change: `for: ${rule.for} to ${hold}`, kind: "for", rule: { ...rule, for: hold } };
  });
}

/** Why no example can distinguish a mutant from its alert, as a text for people; undefined where one could. */
export function whyEquivalent({ dropped }: Mutant, catalog: SeriesCatalog): string | undefined {
  if (!dropped) return undefined;
  const { metric, matcher } = dropped;
  const exposed = (catalog.series.get(metric) ?? []).map(({ typeInfo }) => typeInfo.labels);
  const recorded = catalog.recorded(metric)?.labels;
  const known = recorded ? [...exposed, recorded] : exposed;
  if (known.length === 0 || !known.every((labels) => allAccepted(labels))) return undefined;
  return `every series of ${metric} has ${matcher.label.text}${matcher.operator}"${matcher.value.text}"`;

  function allAccepted({ known: labels }: Labels): boolean {
    const { values, optional } = labels.get(matcher.label.text) ?? {};
    return !optional && values !== undefined && values.every((value) => accepts(matcher, value) === true);
  }
}
