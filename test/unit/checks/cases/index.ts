import { alertTextCases } from "./alert-texts.ts";
import { alertCases } from "./alerts.ts";
import { composeCases } from "./compose.ts";
import { conditionCases } from "./conditions.ts";
import { dashboardCases } from "./dashboards.ts";
import { definitionCases } from "./definitions.ts";
import { expressionCases } from "./expressions.ts";
import { grafanaCases } from "./grafana.ts";
import { inhibitionCases } from "./inhibition.ts";
import { logqlCases } from "./logql.ts";
import { logCases } from "./logs.ts";
import { messageCases } from "./messages.ts";
import { panelCases } from "./panels.ts";
import { receiverCases } from "./receivers.ts";
import { routingCases } from "./routing.ts";
import { selfResolvingCases } from "./self-resolving.ts";
import type { Tables } from "./table.ts";
import { targetCases } from "./targets.ts";
import { durationCases, timeCases } from "./times.ts";

/** What checks refuse and accept beside their examples, by the check's name. */
export const cases: Tables = {
  ...alertCases,
  ...alertTextCases,
  ...composeCases,
  ...conditionCases,
  ...dashboardCases,
  ...definitionCases,
  ...durationCases,
  ...expressionCases,
  ...grafanaCases,
  ...inhibitionCases,
  ...logCases,
  ...logqlCases,
  ...messageCases,
  ...panelCases,
  ...receiverCases,
  ...routingCases,
  ...selfResolvingCases,
  ...targetCases,
  ...timeCases,
};
