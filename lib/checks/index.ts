import { companionChecks } from "./alert-conditions.ts";
import { textChecks } from "./alert-texts.ts";
import { alertPanel, labelName, ruleChecks } from "./alerts.ts";
import type { Check } from "./check.ts";
import { composeChecks } from "./compose.ts";
import { dashboardChecks } from "./dashboards.ts";
import { configChecks, datasourceChecks, kubernetesName, serviceChecks } from "./facts.ts";
import { grafanaLimitChecks } from "./grafana-limits.ts";
import { inhibitionChecks } from "./inhibition.ts";
import { logqlChecks } from "./logql.ts";
import { logChecks } from "./logs.ts";
import { messageChecks, templateName } from "./messages.ts";
import { panelChecks } from "./panels.ts";
import { expressionChecks } from "./promql.ts";
import { receiverChecks } from "./receivers.ts";
import { routeGroupByForm, routingChecks } from "./routing.ts";
import { scaleChecks } from "./scale.ts";
import { targetChecks } from "./targets.ts";
import { durationChecks, timeIntervalChecks } from "./times.ts";

const definitionChecks: readonly Check[] = [
  ...durationChecks,
  ...grafanaLimitChecks,
  labelName,
  routeGroupByForm,
  templateName,
  kubernetesName,
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
