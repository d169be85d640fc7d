import {
  type AlertDraft,
  type AlertExamples,
  type AlertRule,
  type DashboardReference,
  type Duration,
  type Model,
  type RecordingRule,
  type Rule,
  type RuleGroupDraft,
  type Severity,
  uidOf,
} from "../model/model.ts";
import { type Promql, promql } from "../promql/promql.ts";

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

/** A text that names rows or panels, as `text` makes it. */
export interface ReferringText {
  readonly parts: readonly (string | DashboardReference)[];
}

/**
 * An alert's action that names rows or panels. The check `alert-panel` proves that they exist.
 * @example
 * action: text`Find the slow stage in ${rowRef("etl", "Queue depths")} and give it more workers.`
 */
export const text = (strings: TemplateStringsArray, ...references: readonly DashboardReference[]): ReferringText => ({
  parts: strings.flatMap((string, i) => [string, ...references.slice(i, i + 1)]),
});

/**
 * The text as people read it, and what it names: `row "Queue depths" of the dashboard`.
 * @param opened the dashboard that the alert opens, which the text need not name
 */
function resolveText(
  written: string | ReferringText,
  opened: string | DashboardReference,
): { readonly text: string; readonly references: readonly DashboardReference[] } {
  if (typeof written !== "object") return { text: written, references: [] };
  const references = written.parts.filter((part) => typeof part !== "string");
  const parts = written.parts.map((part) => (typeof part === "string" ? part : textOf(part, uidOf(opened))));
  return { text: parts.join(""), references };
}

function textOf({ uid, row, panel }: DashboardReference, opened: string): string {
  const dashboard = uid === opened ? "the dashboard" : `dashboard ${uid}`;
  if (panel !== undefined) return `panel "${panel}" of ${dashboard}`;
  return row !== undefined ? `row "${row}" of ${dashboard}` : dashboard;
}

/**
 * The usual value of a recorded series at this time of the week, for alerts that compare the series with its own past.
 * Two series: `<series>_baseline_min` and `<series>_baseline_max`, the two middle ones of its means over the hour around
 * this time in the last four weeks. Their middle is the median: neither an outage nor a campaign in one of the weeks
 * becomes usual. In the first week yesterday's mean takes their place; on the first day there is none.
 * @param series recorded series, such as `pipeline:etl_records_ingested:rate5m`
 * @param what the series in words, to complete "... of the last four weeks' records per second around this time"
 */
export function baseline(series: string, what: string): readonly [RecordingRule, RecordingRule] {
  const help = (which: string) => `${which} of the two middle values of the last four weeks' ${what} around this time`;
  return [
    baselineRule({ series, side: "min" }, help("Smaller")),
    baselineRule({ series, side: "max" }, help("Larger")),
  ];
}

type BaselineOf = NonNullable<RecordingRule["baselineOf"]>;

const baselineRule = (of: BaselineOf, help: string): RecordingRule => ({
  ...record(`${of.series}_baseline_${of.side}`, baselineExpr(of, "23h30m"), help),
  baselineOf: of,
});

/** Offsets of the last four weeks, less half of the hour that is averaged. */
const weeks = [1, 2, 3, 4].map((week) => `${week * 168 - 1}h30m`);

/** Of four values, the quantiles 1/3 and 2/3 are the second and the third. */
function baselineExpr({ series, side }: BaselineOf, dayOffset: Duration): Promql {
  const means = weeks.map(
    (offset, i) => `label_replace(avg_over_time(${series}[1h] offset ${offset}), "week", "${i + 1}", "", "")`,
  );
  const quantile = side === "min" ? "1 / 3" : "2 / 3";
  return promql`quantile without (week) (${quantile}, ${means.join(" or ")}) or avg_over_time(${series}[1h] offset ${dayOffset})`;
}

/**
 * The same model with days of another length, in which a simulated recording need not last for days. Only baselines
 * change: an offset that a rule states itself stays.
 * @param minutes length of a day, more than 30
 */
export function withDayLength(model: Model, minutes: number): Model {
  const shortened = (rule: Rule): Rule =>
    "record" in rule && rule.baselineOf ? { ...rule, expr: baselineExpr(rule.baselineOf, `${minutes - 30}m`) } : rule;
  const rules = model.rules.map(({ definition, ...group }) => ({
    ...group,
    definition: { ...definition, rules: definition.rules.map(shortened) },
  }));
  return { ...model, rules };
}

/**
 * A template for the label `team` of an alert that concerns many services: the team by the value of another label.
 * @param label such as `job`, `service` or `name`
 * @param teams value of the label to team; the team of most values also owns those that are not listed
 * @example labels: { team: ownerTemplate("job", { etl: "data-engineering", grafana: "platform", loki: "platform" }) }
 */
export function ownerTemplate(label: string, teams: Readonly<Record<string, string>>): string {
  const values = new Map<string, string[]>();
  for (const [value, team] of Object.entries(teams)) values.set(team, [...(values.get(team) ?? []), value]);
  const [most, ...others] = [...values].sort(([, a], [, b]) => b.length - a.length);
  const [fallback = ""] = most ?? [];
  const branches = others.map(
    ([team, owned]) => `if eq $labels.${label} ${owned.map((value) => JSON.stringify(value)).join(" ")} }}${team}`,
  );
  return branches.length === 0 ? fallback : `{{ ${branches.join("{{ else ")}{{ else }}${fallback}{{ end }}`;
}
