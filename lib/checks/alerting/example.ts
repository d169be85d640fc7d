import { defineAlerting } from "../../authoring/define.ts";
import type { Alerting, Receiver, RootRoute, Route } from "../../model/alerting.ts";
import type { AlertRule, Model } from "../../model/model.ts";
import { exampleModel } from "../example.ts";

interface AlertingParts {
  readonly alert?: Partial<AlertRule>;
  readonly alerting?: Partial<Alerting>;
  readonly root?: Partial<RootRoute>;
  readonly routes?: readonly Route[];
}

const receiver: Receiver = {
  emailConfigs: [{ to: "platform@example.org" }],
  slackConfigs: [{ channel: "#platform" }],
  pagerdutyConfigs: [{ routingKeyFile: "pagerduty_platform" }],
};

/** A small model with one critical alert and one receiver that takes it, right but for what a check's example changes. */
export function alertingExample({ alert = {}, alerting = {}, root = {}, routes = [] }: AlertingParts): Model {
  const definition = defineAlerting({
    secretsFolder: "/secrets",
    global: { smtpSmarthost: "smtp:587", smtpFrom: "alerts@example.org", slackApiUrlFile: "slack_webhook_url" },
    receivers: { "platform-critical": receiver },
    route: {
      receiver: "platform-critical",
      groupBy: ["alertname"],
      groupWait: "10s",
      groupInterval: "5m",
      repeatInterval: "4h",
      routes,
      ...root,
    },
    inhibitRules: [],
    templates: {},
    severities: {
      critical: { respondWithin: "5m", channels: ["email", "slack", "pagerduty"] },
      warning: { respondWithin: "2h", channels: ["email", "slack"] },
      info: { respondWithin: "24h", channels: ["slack"] },
    },
    ...alerting,
  });
  return {
    ...exampleModel({ alert }),
    alerting: { name: "alertmanager", file: "alerting/alertmanager.ts", definition },
  };
}
