import { templateChecks, textChecks } from "./alert-texts.ts";
import { alertForDuration, ruleChecks } from "./alerts.ts";
import type { Check } from "./check.ts";
import { composeChecks } from "./compose/index.ts";
import { dashboardChecks } from "./dashboards.ts";
import { datasourceDefault } from "./datasource-default.ts";
import { datasourceService } from "./datasource-service.ts";
import { inhibitionChecks } from "./inhibition.ts";
import { logChecks } from "./logs.ts";
import { panelChecks, panelQueryChecks } from "./panels.ts";
import { promqlChecks } from "./promql.ts";
import { receiverChecks } from "./receivers.ts";
import { routingChecks } from "./routing.ts";
import { serviceChecks } from "./services.ts";

/** The checks that read PromQL expressions. They also apply to rule files and dashboards from elsewhere. */
export const expressionChecks: readonly Check[] = [
  ...promqlChecks,
  alertForDuration,
  ...templateChecks,
  ...panelQueryChecks,
];

/** Every check, in the order in which `runChecks` reports problems. */
export const checks: readonly Check[] = [
  ...ruleChecks,
  ...textChecks,
  ...expressionChecks,
  ...panelChecks,
  ...dashboardChecks,
  datasourceDefault,
  datasourceService,
  ...logChecks,
  ...serviceChecks,
  ...routingChecks,
  ...receiverChecks,
  ...inhibitionChecks,
  ...composeChecks,
];
