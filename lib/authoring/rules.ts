import type { AlertDraft, AlertExamples, AlertRule, RecordingRule, RuleGroupDraft, Severity } from "../model/model.ts";
import type { Promql } from "../promql/promql.ts";
import { type ReferringText, resolveText } from "./text.ts";

type RuleDraft = RuleGroupDraft["rules"][number];

/** The rules of a group, where `alert()` with several severities, `slo()` and `baseline()` make several rules each. */
export interface RuleGroup<R extends RuleDraft | readonly RuleDraft[]> extends Omit<RuleGroupDraft, "rules"> {
  readonly rules: readonly R[];
}

type Flat<R> = R extends readonly (infer One)[] ? One : R;

/** A rule group; the name of its file is the group's name. */
export const defineRules = <R extends RuleDraft | readonly RuleDraft[]>({ rules, ...group }: RuleGroup<R>) => ({
  ...group,
  rules: rules.flat() as readonly Flat<R>[],
});

/** An alert of which the type knows the name and the severity. */
interface Named<N extends string, S extends Severity> {
  readonly alert: N;
  readonly severity: S;
}

/** What `alert()` returns. @typeParam E undefined where the examples stand in a file of their own */
export type NamedAlert<N extends string, S extends Severity, E> = [E] extends [AlertExamples]
  ? AlertRule & Named<N, S>
  : AlertDraft & Named<N, S> & { readonly examples?: E };

/** The fields of an alert but for those that its severities differ in. */
export interface SharedFields
  extends Omit<AlertDraft, "alert" | "expr" | "severity" | "for" | "examples" | "action" | "references"> {
  /** What to do first; `text` names rows and panels. */
  readonly action: string | ReferringText;
}

/** An alert with one severity. */
export interface OneSeverity<S extends Severity, E> extends SharedFields, Pick<AlertDraft, "expr" | "for"> {
  readonly severity: S;
  readonly severities?: undefined;
  readonly examples?: E;
}

/** An alert with several severities: the fields that all have in common, and those of each severity. */
export interface AlertSeverities<S extends Severity, L, E> extends SharedFields {
  /** @param limit of the severity; several values of one severity can stand in an object */
  readonly expr: (limit: L) => Promql;
  readonly severities: { readonly [one in S]: SeverityFields<L, E> };
}

/** The fields of one severity. A field that all severities have in common can be replaced here. */
export interface SeverityFields<L, E> extends Pick<AlertDraft, "for">, Partial<SharedFields> {
  readonly limit: L;
  readonly examples?: E;
}

type MaybeExamples = AlertExamples | undefined;

/** One alerting rule for each severity, in the given order: `severities: { warning: { limit: 300, ... }, ... }`. */
export function alert<N extends string, S extends Severity, L, E extends MaybeExamples = undefined>(
  name: N,
  rule: AlertSeverities<S, L, E>,
): readonly NamedAlert<N, S, E>[];
/** An alerting rule. Its examples stand in it, or in the file that `defineExamples` makes. */
export function alert<N extends string, S extends Severity, E extends MaybeExamples = undefined>(
  name: N,
  rule: OneSeverity<S, E>,
): NamedAlert<N, S, E>;
/** Either of them. TypeScript explains a mistake by this last overload. */
export function alert<N extends string, S extends Severity, L, E extends MaybeExamples = undefined>(
  name: N,
  rule: OneSeverity<S, E> | AlertSeverities<S, L, E>,
): NamedAlert<N, S, E> | readonly NamedAlert<N, S, E>[];
export function alert<L>(
  name: string,
  rule: OneSeverity<Severity, MaybeExamples> | AlertSeverities<Severity, L, MaybeExamples>,
): AlertDraft | readonly AlertDraft[] {
  if (rule.severities === undefined) return draft(name, rule);
  const { expr, severities, ...shared } = rule;
  const entries = Object.entries(severities) as [Severity, SeverityFields<L, MaybeExamples>][];
  return entries.map(([severity, { limit, ...own }]) =>
    draft(name, { ...shared, ...own, severity, expr: expr(limit) }),
  );
}

function draft(alert: string, { action, ...rule }: OneSeverity<Severity, MaybeExamples>): AlertDraft {
  const { text, references } = resolveText(action, rule.dashboard);
  return { alert, ...rule, action: text, ...(references.length > 0 && { references }) };
}

/** A recording rule, named `level:metric:operation`. Source: https://prometheus.io/docs/practices/rules/ */
export const record = (name: string, expr: Promql, help: string, labels?: RecordingRule["labels"]): RecordingRule =>
  labels ? { record: name, expr, help, labels } : { record: name, expr, help };
