import { alertCases } from "./alerts.ts";
import { composeCases } from "./compose.ts";
import { conditionCases } from "./conditions.ts";
import { dashboardCases } from "./dashboards.ts";
import { definitionCases } from "./definitions.ts";
import { durationCases } from "./durations.ts";
import { grafanaCases } from "./grafana.ts";
import { logCases } from "./logs.ts";
import { messageCases } from "./messages.ts";
import { panelCases } from "./panels.ts";
import { routingCases } from "./routing.ts";
import { selfResolvingCases } from "./self-resolving.ts";
import type { Tables } from "./table.ts";
import { targetCases } from "./targets.ts";

/** What checks refuse and accept beside their examples, by the check's name. */
export const cases: Tables = {
  ...alertCases,
  ...composeCases,
  ...conditionCases,
  ...dashboardCases,
  ...definitionCases,
  ...durationCases,
  ...grafanaCases,
  ...logCases,
  ...messageCases,
  ...panelCases,
  ...routingCases,
  ...selfResolvingCases,
  ...targetCases,
};
