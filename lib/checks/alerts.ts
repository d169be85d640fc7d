import { isRow } from "../emit/layout.ts";
import { durationSeconds } from "../model/duration.ts";
import { type DashboardReference, type DefinedDashboard, type Model, uidOf } from "../model/model.ts";
import { didYouMean } from "../model/problem.ts";
import { durationProblem } from "../promql/analysis/max-duration.ts";
import { type Aggregation, type Expr, type Matching, partsOf, type Word } from "../promql/syntax/ast.ts";
import { alertsOf, type Check, inConfig, panelsOf, rulesOf, textsOf, type Where } from "./check.ts";
import { type Expression, expressionsOf, findingIn, isOneValue } from "./expressions.ts";

const alertDashboard: Check = {
  name: "alert-dashboard",
  description: "Whoever is paged opens the alert's dashboard first: the link must not lead to a 404.",
  *find(model) {
    const uids = new Set(model.dashboards.map(({ name }) => name));
    for (const { rule, where } of alertsOf(model)) {
      for (const uid of new Set([rule.dashboard, ...(rule.references ?? [])].map(uidOf))) {
        if (uids.has(uid)) continue;
        const hint = didYouMean(uid, uids);
        yield { ...where, message: `no dashboard "${uid}" in dashboards/`, ...(hint && { hint }) };
      }
    }
  },
};

const ruleRecordName: Check = {
  name: "rule-record-name",
  description:
    "The form level:metric:operation distinguishes a recorded series from an exporter's, and names the labels that it keeps.",
  *find(model) {
    const seen = new Map<string, string>();
    for (const { rule, where } of rulesOf(model)) {
      if (!("record" in rule)) continue;
      if (!levelMetricOperation.test(rule.record))
        yield {
          ...where,
          message: `"${rule.record}" is not level:metric:operation`,
          hint: "see Prometheus' naming of recording rules",
        };
      const first = seen.get(rule.record);
      if (first !== undefined && rule.labels === undefined)
        yield {
          ...where,
          message: `${first} records ${rule.record} too`,
          hint: "remove one, or give each its own labels",
        };
      seen.set(rule.record, where.file);
    }
  },
};

/** Source: https://prometheus.io/docs/practices/rules/#naming */
const levelMetricOperation = /^[a-zA-Z_][a-zA-Z0-9_]*:[a-zA-Z_][a-zA-Z0-9_]*:[a-zA-Z_][a-zA-Z0-9_]*$/;

const alertName: Check = {
  name: "alert-name",
  description: "Two alerts with one name and severity share their examples, runbook and inhibition.",
  *find(model) {
    const seen = new Map<string, string>();
    for (const { rule, where } of alertsOf(model)) {
      const key = `${rule.alert} (${rule.severity})`;
      const first = seen.get(key);
      if (first !== undefined)
        yield { ...where, message: `${first} defines ${key} too`, hint: "rename one, or change its severity" };
      seen.set(key, where.file);
    }
  },
};

const alertOwner: Check = {
  name: "alert-owner",
  description: "An alert of an unknown team notifies nobody.",
  *find(model) {
    for (const { rule, where } of alertsOf(model)) {
      if (rule.team in model.teams) continue;
      const hint = didYouMean(rule.team, Object.keys(model.teams)) ?? "add it to teams.ts";
      yield { ...where, message: `unknown team "${rule.team}"`, hint };
    }
  },
};

const runbookMissing: Check = {
  name: "runbook-missing",
  description: "Whoever a critical alert wakes must know what to check and what to do; an action is only one sentence.",
  severity: "warning",
  *find(model) {
    for (const { rule, where } of alertsOf(model)) {
      if (rule.severity !== "critical" || rule.runbook) continue;
      const file = where.file.replace(/\.ts$/, ".runbooks.ts");
      yield { ...where, message: "is critical and has no runbook", hint: `write one in the alert, or in ${file}` };
    }
  },
};

/** A check of an alert's expression and its `for`. */
export const alertForDuration: Check = {
  name: "alert-for-duration",
  description: "An alert whose `for` is longer than its condition can hold becomes pending, but never fires.",
  *find(model) {
    for (const { rule, ast, where } of expressionsOf(model)) {
      const found = rule && "alert" in rule && ast && durationProblem(ast, durationSeconds(rule.for));
      if (found) yield { ...where, ...found };
    }
  },
};

export const labelName: Check = {
  name: "label-name",
  description:
    "Prometheus refuses a rule that sets the metric's name by a label, and other names than letters, digits and _ are not portable.",
  *find(model) {
    for (const { names, where } of labelsOf(model))
      for (const name of names)
        if (name === "__name__")
          yield { ...where, message: "the label __name__ is the metric's name", hint: "choose another name" };
        else if (!/^[A-Za-z_]\w*$/.test(name))
          yield {
            ...where,
            message: `"${name}" is no name of a label`,
            hint: "name it with letters, digits and _, such as `data_center`",
          };
  },
};

function* labelsOf({ rules, logAlerts, settings }: Model): Generator<{ names: readonly string[]; where: Where }> {
  for (const { file, definition } of [...rules, ...logAlerts])
    for (const rule of definition.rules) {
      const path = ["alert" in rule ? rule.alert : rule.record];
      yield { names: Object.keys(rule.labels ?? {}), where: { file, path: [...path, "labels"] } };
      if ("alert" in rule)
        yield { names: Object.keys(rule.annotations ?? {}), where: { file, path: [...path, "annotations"] } };
    }
  yield { names: Object.keys(settings.prometheus.externalLabels), where: inConfig("prometheus", "externalLabels") };
  yield { names: settings.identityLabels, where: inConfig("identityLabels") };
}

/** Checks of alerts and recording rules that do not read their expressions. */
export const ruleChecks: readonly Check[] = [alertDashboard, alertName, alertOwner, ruleRecordName, runbookMissing];

/** Panels that a runbook names: `Panel "Lag by group" of board kafka`. */
const panelsIn = (text: string): DashboardReference[] =>
  Array.from(text.matchAll(/panel "([^"]+)" of board ([\w-]+)/gi), ([, panel = "", uid = ""]) => ({ uid, panel }));

export const alertPanel: Check = {
  name: "alert-panel",
  description: "The notified person looks for the panel or row that the alert names, so it must exist.",
  *find(model) {
    for (const { rule, where } of alertsOf(model))
      for (const reference of [
        rule.dashboard,
        ...(rule.references ?? []),
        ...textsOf(rule.runbook).flatMap(panelsIn),
      ]) {
        if (typeof reference === "string") continue;
        const { uid, ...parts } = reference;
        const dashboard = model.dashboards.find(({ name }) => name === uid);
        // The check alert-dashboard reports a dashboard that does not exist.
        if (!dashboard) continue;
        const titles = titlesOf(dashboard);
        for (const kind of ["row", "panel"] as const) {
          const title = parts[kind];
          if (title === undefined || titles[kind].includes(title)) continue;
          const hint = didYouMean(title, titles[kind]);
          yield { ...where, message: `dashboard "${uid}" has no ${kind} "${title}"`, ...(hint && { hint }) };
        }
      }
  },
};

const titlesOf = (dashboard: DefinedDashboard) => ({
  row: (dashboard.json.panels ?? []).filter(isRow).flatMap(({ title }) => title ?? []),
  panel: [...panelsOf(dashboard)].flatMap(({ panel }) => panel.title ?? []),
});

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

function isDropped(part: Expr, label: string, expression: Expression): boolean {
  const { analysis, rule } = expression;
  const has = (expr: Expr): boolean => analysis?.nodes.get(expr)?.labels.known.has(label) ?? false;
  if (part.kind === "aggregation") return rule !== undefined && has(part.expr) && !keeps(part, label);
  if (part.kind !== "binary" || !part.matching) return false;
  if (!has(part.left) || !has(part.right) || named(part.matching.labels, label) === part.matching.on) return false;
  return ![part.left, part.right].every((side) => isFixed(side, label, expression));
}

/** Whether an expression reads one value of a label only: `x{cluster="a"}`, or that of a variable with one value. */
const isFixed = (expr: Expr, label: string, { dashboard }: Expression): boolean =>
  partsOf(expr).every(
    (part) =>
      part.kind !== "selector" ||
      part.matchers.some(
        ({ label: { text }, operator, value }) =>
          text === label && (operator === "=" || (operator === "=~" && isOneValue(value.text, dashboard?.json))),
      ),
  );

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
