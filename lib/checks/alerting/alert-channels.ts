import { ownLabels } from "../../alerting/labels.ts";
import { notificationsFor } from "../../alerting/notifications.ts";
import type { Alerting, Channel } from "../../model/alerting.ts";
import { durationSeconds } from "../../model/duration.ts";
import type { AlertRule } from "../../model/model.ts";
import type { Check } from "../check.ts";
import { alertsOf } from "../walk.ts";
import { alertingExample } from "./example.ts";

export const alertChannels: Check = {
  name: "alert-channels",
  why: "The severity promises over which channels somebody is told, and how soon.",
  *find(model) {
    const alerting = model.alerting?.definition;
    if (!alerting) return;
    for (const { rule, where } of alertsOf(model)) {
      if (rule.severity === "none") continue;
      const promised = inOrder(alerting.severities[rule.severity].channels);
      const told = inOrder(channelsInTime(alerting, rule, rule.severity));
      if (told !== promised)
        yield {
          ...where,
          message: `a ${rule.severity} alert is told by ${promised}, and this one by ${told || "nobody"}`,
          hint: "give the receivers of its routes these channels, and a groupWait below the response time",
        };
    }
  },
  bad: () =>
    alertingExample({
      alerting: { receivers: { "platform-critical": { slackConfigs: [{ channel: "#platform" }] } } },
    }),
  good: () => alertingExample({}),
};

/** The channels whose first message leaves before the response time is up; what leaves later is escalation. */
function channelsInTime(alerting: Alerting, rule: AlertRule, severity: keyof Alerting["severities"]): Channel[] {
  const limit = durationSeconds(alerting.severities[severity].respondWithin);
  return notificationsFor(alerting, ownLabels(rule))
    .filter(({ route }) => durationSeconds(route.groupWait) < limit)
    .flatMap(({ addresses }) => addresses.map(({ channel }) => channel));
}

const inOrder = (channels: readonly Channel[]): string => [...new Set(channels)].sort().join(", ");
