import { conditionChecks } from "./alert-conditions.ts";
import { templateChecks } from "./alert-texts.ts";
import { alertForDuration, ruleIdentity } from "./alerts.ts";
import type { Check } from "./check.ts";
import { panelQueryChecks } from "./panels.ts";
import { promqlChecks } from "./promql.ts";
import { alertRatioFloor } from "./ratio-floors.ts";
import { alertSelfResolving } from "./self-resolving.ts";

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
