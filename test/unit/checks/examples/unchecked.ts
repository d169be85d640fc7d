import { asBuilder } from "../../../../lib/authoring/panels/frame.ts";
import type { Alerting, Receiver } from "../../../../lib/model/alerting.ts";
import type { Model } from "../../../../lib/model/model.ts";
import { boardModel } from "./board.ts";
import type { Examples } from "./example.ts";
import { alertingExample, exampleModel } from "./model.ts";

const panelOf = (type: string): Model =>
  boardModel({
    title: "News",
    collapsed: false,
    lines: [{ height: 8, panels: [asBuilder({ type, title: "News", description: "Of the day.", options: {} })] }],
  });

const withReceiver = (receiver: Receiver, global?: Alerting["global"]): Model =>
  alertingExample({ alerting: { receivers: { "platform-critical": receiver }, ...(global && { global }) } });

export const uncheckedExamples: Examples = {
  "panel-unchecked": {
    bad: () => panelOf("news"),
    good: () => panelOf("text"),
  },
  "datasource-unchecked": {
    bad: () => ({
      ...exampleModel({}),
      datasources: [
        { name: "orders", file: "datasources/orders.ts", definition: { title: "Orders", raw: { type: "postgres" } } },
      ],
    }),
    good: () => exampleModel({}),
  },
  "receiver-unchecked": {
    bad: () => withReceiver({ raw: { zulip_configs: [{ stream: "platform" }] } }),
    good: () => withReceiver({ slackConfigs: [{ channel: "#platform" }] }),
  },
  "receiver-field": {
    bad: () => withReceiver({ slackConfigs: [{ channel: "#platform" }] }, {}),
    good: () => withReceiver({ slackConfigs: [{ channel: "#platform", apiUrlFile: "slack_webhook_url" }] }, {}),
  },
};
