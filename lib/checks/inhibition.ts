import { mayMatch, ownLabels } from "../alerting/labels.ts";
import type { InhibitRule } from "../model/alerting.ts";
import type { Alert, Model, Severity } from "../model/model.ts";
import { didYouMean } from "../model/problem.ts";
import { alertsOf, type Check, type Where } from "./check.ts";
import { type AlertHasLabel, alertLabelsOf } from "./expressions.ts";
import { inhibitRulesOf, labelsOf } from "./routing.ts";

interface Inhibition {
  readonly rule: InhibitRule;
  readonly where: Where;
  /** The alerts that can inhibit, and the alerts that can be inhibited. */
  readonly sources: readonly Alert[];
  readonly targets: readonly Alert[];
}

/** Every inhibition rule with its place and the alerts on its two sides. */
function* inhibitionsOf(model: Model): Generator<Inhibition> {
  const alerts = Array.from(alertsOf(model), ({ rule }) => rule);
  for (const { rule, where } of inhibitRulesOf(model))
    yield {
      rule,
      where,
      sources: alerts.filter((alert) => mayMatch(rule.sourceMatchers, alert)),
      targets: alerts.filter((alert) => mayMatch(rule.targetMatchers, alert)),
    };
}

const inhibitEqual: Check = {
  name: "inhibit-equal",
  description: "A label that neither side has counts as equal, one that only one side has as different.",
  *find(model) {
    const alertHasLabel = alertLabelsOf(model);
    for (const { rule, where, sources, targets } of inhibitionsOf(model)) {
      const place = { ...where, path: [...where.path, "equal"] };
      for (const label of rule.equal)
        if (![...sources, ...targets].some((alert) => alertHasLabel(alert, label) !== "never"))
          yield {
            ...place,
            message: `no alert on either side has the label "${label}"`,
            hint: didYouMean(label, labelsOf(model)) ?? "fix or remove it",
          };
      if (sources.length === 0 || targets.length === 0 || canAgree(sources, targets, rule.equal, alertHasLabel))
        continue;
      const hint = "leave out the label that only one side has, or whose values differ";
      yield { ...place, message: "no source and target can ever agree on these labels", hint };
    }
  },
};

/** What is known of one label of an alert: its value from the rule, or whether the series have it. */
interface LabelState {
  readonly value: string | undefined;
  readonly has: ReturnType<AlertHasLabel>;
}

/** Whether some source and some target can have equal values of all the labels; an absent label is empty. */
function canAgree(
  sources: readonly Alert[],
  targets: readonly Alert[],
  equal: readonly string[],
  alertHasLabel: AlertHasLabel,
): boolean {
  // Many alerts have the same labels: each combination is compared once.
  const statesOf = (alerts: readonly Alert[]): LabelState[][] => {
    const states = alerts.map((alert) =>
      equal.map((label): LabelState => ({ value: ownLabels(alert)[label], has: alertHasLabel(alert, label) })),
    );
    return [...new Map(states.map((state) => [JSON.stringify(state), state])).values()];
  };
  const [of, other] = [statesOf(sources), statesOf(targets)];
  return of.some((source) => other.some((target) => source.every((state, i) => agree(state, target[i]))));
}

function agree(source: LabelState, target: LabelState | undefined): boolean {
  if (source.value !== undefined && target?.value !== undefined) return source.value === target.value;
  const both = [source.has, target?.has];
  return !(both.includes("always") && both.includes("never"));
}

const inhibitEverywhere: Check = {
  name: "inhibit-everywhere",
  description: "Without a label in `equal`, one alert inhibits every target of the whole platform.",
  severity: "warning",
  *find(model) {
    for (const { rule, where } of inhibitRulesOf(model))
      if (rule.equal.length === 0)
        yield {
          ...where,
          path: [...where.path, "equal"],
          message: "one source inhibits all targets, wherever they are",
          hint: "name the labels that both have in common, such as instance",
        };
  },
};

const inhibitIdentity: Check = {
  name: "inhibit-identity",
  description: "Without an identity label in `equal`, an outage in one cluster inhibits alerts about another.",
  *find(model) {
    const alertHasLabel = alertLabelsOf(model);
    for (const { rule, where, sources, targets } of inhibitionsOf(model))
      for (const label of model.settings.identityLabels) {
        const mayHave = (alerts: readonly Alert[]) => alerts.some((alert) => alertHasLabel(alert, label) !== "never");
        if (rule.equal.includes(label) || !mayHave(sources) || !mayHave(targets)) continue;
        yield {
          ...{ ...where, path: [...where.path, "equal"] },
          message: `lacks "${label}": a source inhibits targets of every ${label}`,
          hint: `add "${label}"`,
        };
      }
  },
};

const inhibitSeverity: Check = {
  name: "inhibit-severity",
  description: "A warning that inhibits a critical alert hides an outage.",
  *find(model) {
    for (const { where, sources, targets } of inhibitionsOf(model)) {
      const [source] = [...sources].sort(bySeverity);
      const target = [...targets].sort(bySeverity).at(-1);
      if (!source || !target || bySeverity(source, target) >= 0) continue;
      yield {
        ...where,
        message: `${source.alert} (${source.severity}) inhibits ${target.alert} (${target.severity})`,
        hint: "make an alert of higher severity the source, or exclude the target",
      };
    }
  },
};

const ranks: Readonly<Record<Severity, number>> = { none: 0, info: 1, warning: 2, critical: 3 };

const bySeverity = (a: Alert, b: Alert): number => ranks[a.severity] - ranks[b.severity];

const inhibitOverlap: Check = {
  name: "inhibit-overlap",
  description:
    "An alert on both sides does not inhibit itself, and Alertmanager keeps one source only: others can be missed.",
  *find(model) {
    for (const { where, sources, targets } of inhibitionsOf(model)) {
      const targeted = new Set(targets);
      const both = sources.find((source) => targeted.has(source));
      if (!both) continue;
      const hint = `exclude it from the targets: neq("alertname", "${both.alert}")`;
      yield { ...where, message: `${both.alert} (${both.severity}) is on both sides`, hint };
    }
  },
};

const inhibitUnmatched: Check = {
  name: "inhibit-unmatched",
  description: "An inhibition rule without an alert on one of its sides has no effect.",
  *find(model) {
    for (const { where, sources, targets } of inhibitionsOf(model))
      for (const [side, alerts] of [
        ["sourceMatchers", sources],
        ["targetMatchers", targets],
      ] as const)
        if (alerts.length === 0)
          yield {
            ...where,
            path: [...where.path, side],
            message: "no alert matches",
            hint: "fix the matchers or remove the rule",
          };
  },
};

/** Checks of inhibition rules. */
export const inhibitionChecks: readonly Check[] = [
  inhibitEqual,
  inhibitIdentity,
  inhibitEverywhere,
  inhibitSeverity,
  inhibitOverlap,
  inhibitUnmatched,
];
