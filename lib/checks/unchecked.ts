import { knownChannels, missingFields } from "../alerting/receivers.ts";
import { didYouMean } from "../model/problem.ts";
import { knownPanelTypes } from "../schemas/grafana.ts";
import { type Check, panelsOf } from "./check.ts";

// The library emits panels, datasources and receivers that it has no type for, as they are written. These checks warn
// of them, since the server is the first to notice a mistake in them.

const panelUnchecked: Check = {
  name: "panel-unchecked",
  description: "The options of a panel of an unknown type, such as that of a plugin, are emitted without a check.",
  severity: "warning",
  *find({ dashboards }) {
    for (const dashboard of dashboards)
      for (const { panel, where } of panelsOf(dashboard))
        if (!knownPanelTypes.includes(panel.type))
          yield {
            ...where,
            message: panel.type
              ? `nothing of panel type "${panel.type}" is checked`
              : "nothing of a panel without a type, such as one of a library, is checked",
            hint:
              didYouMean(panel.type ?? "", knownPanelTypes) ??
              "open it in Grafana to see whether its options are right",
          };
  },
};

const datasourceUnchecked: Check = {
  name: "datasource-unchecked",
  description: "The fields of a datasource of an unknown type are emitted without a check.",
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
};

const receiverUnchecked: Check = {
  name: "receiver-unchecked",
  description: "The fields of a receiver of an unknown type are emitted without a check.",
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
            : (didYouMean(channel, knownChannels) ?? "check the emitted file with `amtool check-config`"),
        };
      }
  },
};

const receiverField: Check = {
  name: "receiver-field",
  description: "Alertmanager refuses to start while a receiver has no server, address or key.",
  *find({ alerting }) {
    if (!alerting) return;
    const { receivers, global } = alerting.definition;
    for (const [name, receiver] of Object.entries(receivers))
      for (const { channel, field } of missingFields(receiver, global))
        yield {
          file: alerting.file,
          path: ["receivers", name, `${channel}Configs`],
          message: `"${field}" is missing`,
          hint: "set it in the receiver, or in `global` for all receivers of this type",
        };
  },
};

export const uncheckedChecks: readonly Check[] = [
  panelUnchecked,
  datasourceUnchecked,
  receiverUnchecked,
  receiverField,
];
