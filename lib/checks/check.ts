import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import { isRow } from "../emit/layout.ts";
import { configFile, type ProblemSeverity } from "../model/config.ts";
import type { Alert, AlertRule, DefinedDashboard, Model, Rule, Runbook } from "../model/model.ts";
import type { Problem } from "../model/problem.ts";
import type { Span } from "../promql/syntax/ast.ts";
import { type AlertTemplate, readAlertTemplate } from "../templates/alert-templates.ts";

/** What a check finds; `runChecks` adds the check's name and its severity. */
export type Finding = Omit<Problem, "check" | "severity">;

/**
 * One rule that every model must keep. Its bad and its good example are in `test/unit/checks/examples`, what else it
 * refuses and accepts in `test/unit/checks/cases`, and what it says in `test/fixtures/problems`.
 */
export interface Check {
  /** Family and subject, such as `promql-label`. */
  readonly name: string;
  /** One sentence: what goes wrong when a model breaks the rule. */
  readonly description: string;
  /** Severity of its problems where the project's configuration sets none. Defaults to `error`. */
  readonly severity?: ProblemSeverity;
  /** Whether the project's configuration cannot switch it off, nor change its severity. Defaults to false. */
  readonly isFixed?: true;
  readonly find: (model: Model) => Iterable<Finding>;
}

/**
 * Runs the checks over the model. Returns all problems in the order of the checks, without those of checks that the
 * project's configuration switches off, and without suppressed ones.
 */
export function runChecks(model: Model, checks: readonly Check[]): Problem[] {
  return checks
    .flatMap((check) => problemsOf(model, check))
    .filter(({ check, expression }) => !expression || !suppressionsIn(expression.text).some((s) => s.check === check));
}

/** A comment that suppresses the findings of one check in its expression: `# suppress promql-unit: both are fractions`. */
export interface Suppression extends Span {
  readonly check: string;
  /** Empty if the comment gives no reason. */
  readonly reason: string;
}

/** `allow` is the former keyword, which 0.2 still reads. */
const comment = /#[ \t]*(?:suppress|allow)[ \t]+(?<check>[\w-]+)[ \t]*:?[ \t]*(?<reason>[^\r\n]*)/g;

/** The suppressions in an expression's comments. */
export function suppressionsIn(text: string): Suppression[] {
  if (!text.includes("#")) return [];
  return Array.from(text.matchAll(comment), ({ index, 0: whole, groups: { check = "", reason = "" } = {} }) => ({
    check,
    reason: reason.trim(),
    from: index,
    to: index + whole.length,
  }));
}

function problemsOf(model: Model, check: Check): Problem[] {
  const set = check.isFixed ? undefined : model.settings.checks[check.name]?.severity;
  const severity = set ?? check.severity ?? "error";
  if (severity === "off") return [];
  return Array.from(check.find(model), (finding) => ({ check: check.name, severity, ...finding }));
}

/** The place of something, as in a finding. */
export type Where = Pick<Finding, "file" | "path">;

/** A place in the settings. */
export const inConfig = (...path: readonly string[]): Where => ({ file: configFile, path });

interface PlacedRule<R extends Rule = Rule> {
  readonly rule: R;
  readonly group: string;
  readonly where: Where;
}

/** Many checks read the rules of one model: their places are made once. */
const placedRules = new WeakMap<Model["rules"], readonly PlacedRule[]>();

/** Every rule that is checked, with its place. */
export const rulesOf = ({ rules, part }: Pick<Model, "rules" | "part">): readonly PlacedRule[] =>
  placedRulesOf(part?.rules ?? rules);

/** Every rule of the model with its place, those too that another thread checks. */
export const allRulesOf = ({ rules }: Pick<Model, "rules">): readonly PlacedRule[] => placedRulesOf(rules);

function placedRulesOf(rules: Model["rules"]): readonly PlacedRule[] {
  const known = placedRules.get(rules);
  if (known) return known;
  const found = rules.flatMap(({ name, file, definition }) =>
    definition.rules.map((rule) => ({
      rule,
      group: name,
      where: { file, path: ["alert" in rule ? rule.alert : rule.record] },
    })),
  );
  placedRules.set(rules, found);
  return found;
}

const isAlert = (placed: PlacedRule): placed is PlacedRule<AlertRule> => "alert" in placed.rule;

/** Every alert of the model with its place: those of Prometheus, then those of Loki. */
export const alertsOf = (
  model: Pick<Model, "rules" | "part" | "logAlerts">,
): readonly { rule: Alert; where: Where }[] => [
  ...rulesOf(model).filter(isAlert),
  ...model.logAlerts.flatMap(({ file, definition }) =>
    definition.rules.map((rule) => ({ rule, where: { file, path: [rule.alert] } })),
  ),
];

/** Every text of a runbook. */
export const textsOf = (runbook: Runbook | undefined): readonly string[] =>
  runbook
    ? [
        ...runbook.check,
        ...Object.values(runbook.found).flat(),
        runbook.undo,
        runbook.verify,
        ...Object.values(runbook.call).filter((text) => text !== undefined),
      ]
    : [];

/** A panel of dashboard JSON with its row. */
export interface PlacedPanel {
  readonly panel: Panel;
  readonly row: string;
  readonly where: Where;
}

/** Every panel of a dashboard, also those in collapsed rows; rows are not panels. */
export function* panelsOf({ file, json }: Pick<DefinedDashboard, "file" | "json">): Generator<PlacedPanel> {
  let row = "";
  for (const panel of json.panels ?? []) {
    if (!isRow(panel)) {
      yield placed(panel, row, file);
      continue;
    }
    row = panel.title ?? "";
    for (const inner of panel.panels) yield placed(inner, row, file);
  }
}

const placed = (panel: Panel, row: string, file: string): PlacedPanel => ({
  panel,
  row,
  where: { file, path: [row, panel.title ?? "(no title)"].filter((part) => part !== "") },
});

/** A text of an alert that Prometheus renders. */
export interface AlertText {
  /** Such as `summary`, or `label team`. */
  readonly field: string;
  readonly text: string;
  readonly isLabel: boolean;
  readonly template: AlertTemplate;
}

/** Many checks read the texts of one alert: they are parsed once. */
const texts = new WeakMap<Alert, readonly AlertText[]>();

/** The texts of an alert that are templates. */
export function alertTextsOf(rule: Alert): readonly AlertText[] {
  const known = texts.get(rule);
  if (known) return known;
  const { summary, description, action, logs, annotations = {}, labels = {} } = rule;
  const all = [
    ...Object.entries({ summary, description, action, ...(logs && { logs }), ...annotations }).map(([field, text]) => ({
      field,
      text,
      isLabel: false,
    })),
    ...Object.entries(labels).map(([name, text]) => ({ field: `label ${name}`, text, isLabel: true })),
  ];
  const found = all
    .filter(({ text }) => text.includes("{{"))
    .map((each) => ({ ...each, template: readAlertTemplate(each.text) }));
  texts.set(rule, found);
  return found;
}
