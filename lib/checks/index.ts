import { companionChecks, conditionChecks } from "./alert-conditions.ts";
import { templateChecks, textChecks } from "./alert-texts.ts";
import { alertForDuration, alertPanel, ruleChecks, ruleIdentity } from "./alerts.ts";
import type { Check } from "./check.ts";
import { composeChecks } from "./compose.ts";
import { dashboardChecks } from "./dashboards.ts";
import { durationChecks } from "./durations.ts";
import { configChecks, datasourceChecks, serviceChecks } from "./facts.ts";
import { grafanaLimitChecks } from "./grafana-limits.ts";
import { inhibitionChecks } from "./inhibition.ts";
import { logqlChecks } from "./logql.ts";
import { logChecks } from "./logs.ts";
import { messageChecks } from "./messages.ts";
import { nameChecks } from "./names.ts";
import { panelChecks, panelQueryChecks } from "./panels.ts";
import { promqlChecks } from "./promql.ts";
import { alertRatioFloor } from "./ratio-floors.ts";
import { receiverChecks } from "./receivers.ts";
import { routingChecks } from "./routing.ts";
import { scaleChecks } from "./scale.ts";
import { alertSelfResolving } from "./self-resolving.ts";
import { targetChecks } from "./targets.ts";
import { timeIntervalChecks } from "./times.ts";

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

const definitionChecks: readonly Check[] = [
  ...durationChecks,
  ...grafanaLimitChecks,
  ...nameChecks,
  ...ruleChecks,
  alertPanel,
  ...textChecks,
  ...expressionChecks,
  ...companionChecks,
  ...panelChecks,
  ...dashboardChecks,
  ...datasourceChecks,
  ...logChecks,
  ...logqlChecks,
  ...serviceChecks,
  ...targetChecks,
  ...routingChecks,
  ...timeIntervalChecks,
  ...receiverChecks,
  ...messageChecks,
  ...inhibitionChecks,
  ...composeChecks,
  ...scaleChecks,
];

/** Every check, in the order in which `runChecks` reports problems. */
export const checks: readonly Check[] = [...definitionChecks, ...configChecks(definitionChecks)];
