import { alertDashboard } from "./alert-dashboard.ts";
import { alertName } from "./alert-name.ts";
import { alertOwner } from "./alert-owner.ts";
import { alertPanel } from "./alert-panel.ts";
import { alertRow } from "./alert-row.ts";
import { alertingChecks } from "./alerting/index.ts";
import type { Check } from "./check.ts";
import { composeChecks } from "./compose.ts";
import { configChecks } from "./config.ts";
import { dashboardLink } from "./dashboard-link.ts";
import { dashboardPanelId } from "./dashboard-panel-id.ts";
import { dashboardText } from "./dashboard-text.ts";
import { dashboardTitle } from "./dashboard-title.ts";
import { dashboardTitleLength } from "./dashboard-title-length.ts";
import { dashboardUnit } from "./dashboard-unit.ts";
import { dashboardVariable } from "./dashboard-variable.ts";
import { datasourceChecks } from "./datasources.ts";
import { logField } from "./log-field.ts";
import { logSelector } from "./log-selector.ts";
import { promqlChecks } from "./promql/index.ts";
import { ruleRecordName } from "./rule-record-name.ts";
import { stackExporter } from "./stack-exporter.ts";
import { stackPort } from "./stack-port.ts";
import { uncheckedChecks } from "./unchecked.ts";

const definitionChecks: readonly Check[] = [
  alertDashboard,
  alertPanel,
  alertRow,
  ...datasourceChecks,
  logField,
  logSelector,
  dashboardLink,
  dashboardPanelId,
  dashboardText,
  dashboardTitle,
  dashboardTitleLength,
  dashboardUnit,
  dashboardVariable,
  ruleRecordName,
  stackExporter,
  stackPort,
  alertName,
  alertOwner,
  ...promqlChecks,
  ...alertingChecks,
  ...composeChecks,
  ...uncheckedChecks,
];

/** Every check, in the order in which problems are reported. */
export const checks: readonly Check[] = [...definitionChecks, ...configChecks(definitionChecks)];
