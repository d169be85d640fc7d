import { ownLabels } from "../alerting/labels.ts";
import { knownChannels, missingFields, secretFiles } from "../alerting/receivers.ts";
import { notificationsFor, type ResolvedRoute, routeOf } from "../alerting/routing.ts";
import { longestMute } from "../alerting/time-intervals.ts";
import type { Alerting, Channel } from "../model/alerting.ts";
import { durationSeconds } from "../model/duration.ts";
import type { Alert } from "../model/model.ts";
import { didYouMean } from "../model/problem.ts";
import { alertsOf, type Check } from "./check.ts";
import { routesOf } from "./routing.ts";

const alertChannels: Check = {
  name: "alert-channels",
  description: "An alert must notify over the channels of its severity, within the severity's response time.",
  *find(model) {
    const alerting = model.alerting?.definition;
    if (!alerting) return;
    for (const { rule, where } of alertsOf(model)) {
      if (rule.severity === "none") continue;
      const expected = inOrder(alerting.severities[rule.severity].channels);
      const actual = inOrder(channelsInTime(alerting, rule, rule.severity));
      if (actual !== expected)
        yield {
          ...where,
          message: `a ${rule.severity} alert must notify by ${expected}; this one notifies by ${actual || "no channel"}`,
          hint: "give the receivers of its routes these channels; groupWait and muted times stay below the response time",
        };
    }
  },
};

/** The channels of the notifications that leave within the response time, at any time of the day and the week. Later notifications are an escalation. */
function channelsInTime(alerting: Alerting, rule: Alert, severity: keyof Alerting["severities"]): Channel[] {
  const limit = durationSeconds(alerting.severities[severity].respondWithin);
  const wait = (route: ResolvedRoute) =>
    durationSeconds(route.groupWait) + longestMute(routeOf(route), alerting.timeIntervals ?? {});
  return notificationsFor(alerting, ownLabels(rule))
    .filter(({ route }) => wait(route) < limit)
    .flatMap(({ addresses }) => addresses.map(({ channel }) => channel));
}

const inOrder = (channels: readonly Channel[]): string => [...new Set(channels)].sort().join(", ");

const receiverSecret: Check = {
  name: "receiver-secret",
  description: "Definitions are public and Alertmanager expands no variables: name a secret by its file.",
  *find({ alerting }) {
    if (!alerting) return;
    for (const name of secretFiles(alerting.definition))
      if (!isFileName(name))
        yield {
          file: alerting.file,
          path: ["secrets"],
          message: `"${name.length > 12 ? `${name.slice(0, 12)}…` : name}" is no file name`,
          hint: `name a file of ${alerting.definition.secretsFolder}, such as "pagerduty_platform"`,
        };
  },
};

const isFileName = (name: string): boolean => /^[a-z][a-z0-9_-]*(?:\.[a-z]+)?$/.test(name);

const receiverUnused: Check = {
  name: "receiver-unused",
  description: "A receiver that no route uses never notifies anybody.",
  *find(model) {
    if (!model.alerting) return;
    const { file, definition } = model.alerting;
    const used = new Set<string>(Array.from(routesOf(model), ({ route }) => route.receiver));
    for (const name of Object.keys(definition.receivers))
      if (!used.has(name))
        yield { file, path: ["receivers", name], message: "no route uses it", hint: "route to it or remove it" };
  },
};

const routeReceiver: Check = {
  name: "route-receiver",
  description: "Alertmanager rejects its whole configuration if one route names a receiver that does not exist.",
  *find(model) {
    const known = Object.keys(model.alerting?.definition.receivers ?? {});
    for (const { route, where } of routesOf(model)) {
      if (known.includes(route.receiver)) continue;
      const hint = didYouMean(route.receiver, known) ?? "define it in alerting/receivers.ts";
      yield { ...where, message: `no receiver "${route.receiver}"`, hint };
    }
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

/** Checks of receivers and their channels. */
export const receiverChecks: readonly Check[] = [
  alertChannels,
  receiverSecret,
  receiverUnused,
  routeReceiver,
  receiverUnchecked,
  receiverField,
];
