import { alertLabels } from "../emit/rules.ts";
import type { AlertRule } from "../model.ts";
import type { Labels } from "./matchers.ts";

/** The labels that an alert has whatever series it fires for: all that routing by this project's routes needs. */
export const ownLabels = (rule: AlertRule): Labels => ({ alertname: rule.alert, ...alertLabels(rule) });
