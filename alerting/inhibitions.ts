// Which alert makes another one superfluous?
import { is } from "../lib/alerting/matchers.ts";
import type { InhibitRule } from "../lib/alerting/model.ts";

export const inhibitRules: readonly InhibitRule[] = [
  {
    name: "critical-over-lesser",
    sourceMatchers: [is("severity", "critical")],
    targetMatchers: [is("severity", "warning", "info")],
    equal: ["alertname", "instance"],
  },
  {
    name: "warning-over-info",
    sourceMatchers: [is("severity", "warning")],
    targetMatchers: [is("severity", "info")],
    equal: ["alertname", "instance"],
  },
];
