import { defineAlerting } from "bigdata-monitoring";
import { teams } from "../teams.ts";

export default defineAlerting({
  // Alertmanager reads secrets from files in this folder. None is read by a build.
  secretsFolder: "/etc/alertmanager/secrets",
  global: { smtpSmarthost: "localhost:25", smtpFrom: "alerts@example.org", slackApiUrlFile: "slack_webhook_url" },
  receivers: {
    operations: {
      emailConfigs: [{ to: teams.operations.email }],
      slackConfigs: [{ channel: teams.operations.slack }],
    },
  },
  route: {
    receiver: "operations",
    groupBy: ["alertname"],
    groupWait: "30s",
    groupInterval: "5m",
    repeatInterval: "4h",
  },
  inhibitRules: [],
  templates: {},
  // `check` refuses an alert whose receivers lack a channel of its severity.
  severities: {
    critical: { respondWithin: "5m", channels: ["email", "slack"] },
    warning: { respondWithin: "2h", channels: ["slack"] },
    info: { respondWithin: "24h", channels: ["slack"] },
  },
});
