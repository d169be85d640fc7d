import { knownChannels, missingFields } from "../alerting/receivers.ts";
import { asBuilder } from "../authoring/panels/json.ts";
import type { Alerting, Receiver } from "../model/alerting.ts";
import type { Model } from "../model/model.ts";
import { knownPanelTypes } from "../schemas/dashboard.ts";
import { alertingExample } from "./alerting/example.ts";
import type { Check } from "./check.ts";
import { boardModel, exampleModel } from "./example.ts";
import { didYouMean } from "./suggest.ts";
import { panelsOf } from "./walk.ts";

// The library emits panels, datasources and receivers that it has no type for, as they are written. These checks warn
// of them, since the server is the first to notice a mistake in them.

const panelOf = (type: string): Model =>
  boardModel({
    title: "News",
    collapsed: false,
    lines: [{ height: 8, panels: [asBuilder({ type, title: "News", description: "Of the day.", options: {} })] }],
  });

const panelUnchecked: Check = {
  name: "panel-unchecked",
  why: "The options of a panel of an unknown type, such as that of a plugin, are emitted without a check.",
  severity: "warning",
  *find({ dashboards }) {
    for (const dashboard of dashboards)
      for (const { panel, where } of panelsOf(dashboard))
        if (!knownPanelTypes.includes(panel.type))
          yield {
            ...where,
            message: `nothing of panel type "${panel.type}" is checked`,
            hint: didYouMean(panel.type, knownPanelTypes) ?? "open it in Grafana to see whether its options are right",
          };
  },
  bad: () => panelOf("news"),
  good: () => panelOf("text"),
};

const datasourceUnchecked: Check = {
  name: "datasource-unchecked",
  why: "The fields of a datasource of an unknown type are emitted without a check.",
  severity: "warning",
  *find({ datasources }) {
    for (const { file, definition } of datasources)
      if ("raw" in definition)
        yield {
          file,
          path: ["raw"],
          message: `nothing of datasource type "${definition.raw.type}" is checked`,
          hint: ["prometheus", "loki", "alertmanager"].includes(definition.raw.type)
            ? `write \`type: "${definition.raw.type}"\` and \`settings\` instead of \`raw\``
            : "test it in Grafana",
        };
  },
  bad: () => ({
    ...exampleModel({}),
    datasources: [
      { name: "orders", file: "datasources/orders.ts", definition: { title: "Orders", raw: { type: "postgres" } } },
    ],
  }),
  good: () => exampleModel({}),
};

const withReceiver = (receiver: Receiver, global?: Alerting["global"]): Model =>
  alertingExample({ alerting: { receivers: { "platform-critical": receiver }, ...(global && { global }) } });

const receiverUnchecked: Check = {
  name: "receiver-unchecked",
  why: "The fields of a receiver of an unknown type are emitted without a check.",
  severity: "warning",
  *find({ alerting }) {
    for (const [name, { raw = {} }] of Object.entries(alerting?.definition.receivers ?? {}))
      for (const key of Object.keys(raw)) {
        const channel = key.replace(/_configs$/, "");
        const isKnown = (knownChannels as readonly string[]).includes(channel);
        yield {
          file: alerting?.file ?? "",
          path: ["receivers", name, "raw"],
          message: `nothing of "${key}" is checked`,
          hint: isKnown
            ? `write \`${channel}Configs\` instead`
            : (didYouMean(channel, knownChannels) ?? "`amtool check-config` reads the emitted file"),
        };
      }
  },
  bad: () => withReceiver({ raw: { zulip_configs: [{ stream: "platform" }] } }),
  good: () => withReceiver({ slackConfigs: [{ channel: "#platform" }] }),
};

const receiverField: Check = {
  name: "receiver-field",
  why: "Alertmanager refuses to start while a receiver has no server, address or key.",
  *find({ alerting }) {
    if (!alerting) return;
    const { receivers, global } = alerting.definition;
    for (const [name, receiver] of Object.entries(receivers))
      for (const { channel, field } of missingFields(receiver, global))
        yield {
          file: alerting.file,
          path: ["receivers", name, `${channel}Configs`],
          message: `"${field}" is missing`,
          hint: "set it in the receiver, or in `global` for all receivers that has it",
        };
  },
  bad: () => withReceiver({ slackConfigs: [{ channel: "#platform" }] }, {}),
  good: () => withReceiver({ slackConfigs: [{ channel: "#platform", apiUrlFile: "slack_webhook_url" }] }, {}),
};

export const uncheckedChecks: readonly Check[] = [
  panelUnchecked,
  datasourceUnchecked,
  receiverUnchecked,
  receiverField,
];
