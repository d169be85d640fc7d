import { alertTextExamples } from "./alert-texts.ts";
import { inhibitionExamples, receiverExamples, routingExamples } from "./alerting.ts";
import { alertExamples } from "./alerts.ts";
import { dashboardExamples } from "./dashboards.ts";
import type { Examples } from "./example.ts";
import { logExamples } from "./logs.ts";
import { panelExamples } from "./panels.ts";
import { promqlExamples } from "./promql.ts";
import { serviceExamples } from "./services.ts";

/** The examples of every check, by the check's name. */
export const examples: Examples = {
  ...alertExamples,
  ...alertTextExamples,
  ...dashboardExamples,
  ...inhibitionExamples,
  ...logExamples,
  ...panelExamples,
  ...promqlExamples,
  ...receiverExamples,
  ...routingExamples,
  ...serviceExamples,
};
