import { alertPanelExamples } from "./alert-panel.ts";
import { alertTextExamples } from "./alert-texts.ts";
import {
  inhibitionExamples,
  messageExamples,
  receiverExamples,
  routingExamples,
  timeIntervalExamples,
} from "./alerting.ts";
import { alertExamples } from "./alerts.ts";
import { composeExamples } from "./compose.ts";
import { configExamples } from "./config.ts";
import { dashboardExamples } from "./dashboards.ts";
import { datasourceExamples } from "./datasources.ts";
import type { Examples } from "./example.ts";
import { limitExamples } from "./limits.ts";
import { logExamples } from "./logs.ts";
import { panelExamples } from "./panels.ts";
import { promqlExamples } from "./promql.ts";
import { scaleExamples } from "./scale.ts";
import { serviceExamples } from "./services.ts";
import { uncheckedExamples } from "./unchecked.ts";

/** The examples of every check, by the check's name. */
export const examples: Examples = {
  ...alertExamples,
  ...alertPanelExamples,
  ...composeExamples,
  ...configExamples,
  ...datasourceExamples,
  ...uncheckedExamples,
  ...alertTextExamples,
  ...dashboardExamples,
  ...inhibitionExamples,
  ...limitExamples,
  ...logExamples,
  ...messageExamples,
  ...panelExamples,
  ...promqlExamples,
  ...receiverExamples,
  ...routingExamples,
  ...scaleExamples,
  ...serviceExamples,
  ...timeIntervalExamples,
};
