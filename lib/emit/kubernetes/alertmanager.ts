import type { Matcher } from "../../alerting/matchers.ts";
import { goDurations, isFileField } from "../../alerting/receivers.ts";
import type { Global, InhibitRule, Route, TimeInterval } from "../../model/alerting.ts";
import { inHours } from "../../model/duration.ts";
import type { Model } from "../../model/model.ts";
import type { Receiver, RocketchatConfig } from "../../model/receivers.ts";
import type { Alertmanager, AlertmanagerConfig, Route as KubernetesRoute } from "../../schemas/kubernetes.ts";
import { templateText } from "../alertmanager.ts";
import type { Emitter } from "../emit.ts";
import { namespaced, objectFile, objectName } from "./objects.ts";

/** The Secret whose keys are named like the secret files of Alertmanager. Who deploys makes it. */
const alertmanagerSecret = (model: Pick<Model, "settings">): string => objectName(model, "alertmanager");

const configName = (model: Pick<Model, "settings">): string => objectName(model, "routes");
const templatesName = (model: Pick<Model, "settings">): string => objectName(model, "alertmanager-templates");

/**
 * An AlertmanagerConfig and the templates of its messages. It is Alertmanager's whole configuration, named by
 * `alertmanagerConfiguration`: one that is selected would match alerts of its own namespace only.
 */
export const emitAlertmanagerConfig: Emitter = (model) => {
  if (!model.alerting) return [];
  const { file, definition } = model.alerting;
  const secret = alertmanagerSecret(model);
  return [
    objectFile("base/alertmanager/config.yaml", file, {
      apiVersion: "monitoring.coreos.com/v1alpha1",
      kind: "AlertmanagerConfig",
      metadata: namespaced(model, configName(model)),
      spec: {
        route: kubernetesRoute(definition.route),
        receivers: Object.entries(definition.receivers).map(([name, receiver]) =>
          kubernetesReceiver(name, receiver, definition.global, secret),
        ),
        inhibitRules: definition.inhibitRules.map(inhibitRule),
        ...(definition.timeIntervals && {
          muteTimeIntervals: Object.entries(definition.timeIntervals).map(([name, parts]) => ({
            name,
            timeIntervals: parts.map(timeInterval),
          })),
        }),
      },
    }),
    objectFile("base/alertmanager/templates.yaml", file, {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: namespaced(model, templatesName(model)),
      data: Object.fromEntries(
        Object.entries(definition.templates).map(([name, text]) => [`${name}.tmpl`, templateText(file, text)]),
      ),
    }),
  ];
};

/** How an Alertmanager object refers to the configuration. */
export function alertmanagerConfiguration(
  model: Model,
): NonNullable<Alertmanager["spec"]["alertmanagerConfiguration"]> | undefined {
  if (!model.alerting) return undefined;
  const { global, templates } = model.alerting.definition;
  return {
    name: configName(model),
    global: kubernetesGlobal(global, alertmanagerSecret(model)),
    templates: Object.keys(templates).map((name) => ({
      configMap: { name: templatesName(model), key: `${name}.tmpl` },
    })),
  };
}

const kubernetesRoute = ({ title: _, matchers, routes, groupBy, ...rest }: Route): KubernetesRoute => {
  const { muteTimeIntervals, activeTimeIntervals, ...inherited } = rest;
  return {
    ...inherited,
    ...(muteTimeIntervals && { muteTimeIntervals: [...muteTimeIntervals] }),
    ...(activeTimeIntervals && { activeTimeIntervals: [...activeTimeIntervals] }),
    ...(groupBy && { groupBy: [...groupBy] }),
    ...(matchers && { matchers: matchers.map(kubernetesMatcher) }),
    ...(routes && { routes: routes.map(kubernetesRoute) }),
  };
};

/** Days stand there as numbers. A time zone has no place there: the schema refuses it. */
function timeInterval({ times, weekdays, daysOfMonth, months, years, location }: TimeInterval) {
  const dayRange = (text: string) => {
    const [start, end = start] = text.split(":").map(Number);
    return { start: start ?? 0, end: end ?? 0 };
  };
  return {
    ...(times && { times: [...times] }),
    ...(weekdays && { weekdays: [...weekdays] }),
    ...(daysOfMonth && { daysOfMonth: daysOfMonth.map(dayRange) }),
    ...(months && { months: [...months] }),
    ...(years && { years: [...years] }),
    ...(location !== undefined && { location }),
  };
}

const inhibitRule = ({ sourceMatchers, targetMatchers, equal }: InhibitRule) => ({
  sourceMatch: sourceMatchers.map(kubernetesMatcher),
  targetMatch: targetMatchers.map(kubernetesMatcher),
  equal: [...equal],
});

const kubernetesMatcher = ({ label, op, value }: Matcher) => ({ name: label, matchType: op, value });

// Receivers as the AlertmanagerConfig of prometheus-operator has them. A field that it lacks keeps its name, so that
// the schema refuses it.

type KubernetesReceiver = AlertmanagerConfig["spec"]["receivers"][number];
type KubernetesGlobal = NonNullable<NonNullable<Alertmanager["spec"]["alertmanagerConfiguration"]>["global"]>;

type Fields = Readonly<Record<string, unknown>>;

/** Where Alertmanager's secrets are: a key of one Secret for each file. */
interface SecretKey {
  readonly name: string;
  readonly key: string;
}

/** @param secret name of the Secret that holds a key for each secret file */
function kubernetesReceiver(
  name: string,
  { raw, labels: _, ...channels }: Receiver,
  global: Global,
  secret: string,
): KubernetesReceiver {
  const lists = Object.entries(channels as Readonly<Record<string, readonly object[]>>).map(([field, configs]) => [
    field,
    configs.map((config) => channelConfig(field, { ...fallbacks(field, global), ...config }, secret)),
  ]);
  return { name, ...Object.fromEntries(lists), ...raw };
}

/** Fields of `global` that have no place there but in each receiver. */
function fallbacks(
  field: string,
  { telegramBotTokenFile, rocketchatTokenFile, rocketchatTokenIdFile }: Global,
): Fields {
  if (field === "telegramConfigs" && telegramBotTokenFile) return { botTokenFile: telegramBotTokenFile };
  if (field !== "rocketchatConfigs") return {};
  return {
    ...(rocketchatTokenFile && { tokenFile: rocketchatTokenFile }),
    ...(rocketchatTokenIdFile && { tokenIdFile: rocketchatTokenIdFile }),
  };
}

/** Fields that have another name there in one channel. */
const ownNames: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  discordConfigs: { webhookUrl: "apiURL" },
  msteamsConfigs: { webhookUrl: "webhookUrl" },
  pagerdutyConfigs: { images: "pagerDutyImageConfigs", links: "pagerDutyLinkConfigs" },
  victoropsConfigs: { apiUrl: "apiUrl" },
  webhookConfigs: { url: "urlSecret" },
};

/** Fields of all channels that the operator writes with capitals. */
const capitals =
  /^(?:(?:api|avatar|client|icon|image|thumb|webhook)Url|(?:agent|apiCorp|chat|corp|messageThread|room|token)Id|(?:topic|target)Arn|(?:require|forceImplicit)Tls)$/;

const withCapitals = (field: string): string =>
  capitals.test(field) ? field.replace(/(?:Url|Id|Arn|Tls)$/, (end) => end.toUpperCase()) : field;

function channelConfig(channel: string, config: Fields, secret: string): Fields {
  const entries = Object.entries(config).map(([field, value]): [string, unknown] => {
    if (isFileField(field) && typeof value === "string") {
      const known = field.slice(0, -"File".length);
      return [ownNames[channel]?.[known] ?? withCapitals(known), { name: secret, key: value } satisfies SecretKey];
    }
    return [ownNames[channel]?.[field] ?? withCapitals(field), fieldValue(channel, field, value, secret)];
  });
  return Object.fromEntries(entries);
}

type RocketchatAction = NonNullable<RocketchatConfig["actions"]>[number];

const capitalized = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

function fieldValue(channel: string, field: string, value: unknown, secret: string): unknown {
  if (goDurations.has(field) && typeof value === "string") return inHours(value);
  switch (field) {
    case "headers":
    case "details":
    case "customFields":
      return Object.entries(value as Record<string, string>).map(([key, inner]) => ({ key, value: inner }));
    case "links":
      return (value as { href: string; text: string }[]).map(({ href, text }) => ({ href, alt: text }));
    case "threading":
      return { threadByDate: capitalized((value as { threadByDate: string }).threadByDate) };
    case "actions":
      // Rocket.Chat has one type of action, which goes without saying there.
      return channel === "rocketchatConfigs"
        ? (value as RocketchatAction[]).map(({ text, url }) => ({ text, url }))
        : value;
    case "httpConfig":
      return httpConfig(value as Fields, secret);
    case "tlsConfig":
      return tlsConfig(value as Fields, secret);
    default:
      return value;
  }
}

const httpConfig = ({ authorization, tlsConfig: tls, ...rest }: Fields, secret: string): Fields => ({
  ...rest,
  ...(authorization !== undefined && { authorization: secretFields(authorization as Fields, secret) }),
  ...(tls !== undefined && { tlsConfig: tlsConfig(tls as Fields, secret) }),
});

const tlsConfig = ({ caFile, certFile, keyFile, ...rest }: Fields, secret: string): Fields => ({
  ...rest,
  ...(caFile !== undefined && { ca: { secret: { name: secret, key: caFile } } }),
  ...(certFile !== undefined && { cert: { secret: { name: secret, key: certFile } } }),
  ...(keyFile !== undefined && { keySecret: { name: secret, key: keyFile } }),
});

const secretFields = (config: Fields, secret: string): Fields => channelConfig("", config, secret);

/** What receivers have in common; it stands in the Alertmanager object. */
function kubernetesGlobal(global: Global, secret: string): KubernetesGlobal {
  const { httpConfig: http, resolveTimeout, telegramBotTokenFile: _, ...rest } = global;
  const fields: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(rest)) {
    const [, service, inner] = serviceField.exec(field) ?? [];
    if (service === undefined || inner === undefined) Object.assign(fields, globalField(field, value, secret));
    else {
      const section = service === "rocketchat" ? "rocketChat" : service;
      const name = `${inner.slice(0, 1).toLowerCase()}${inner.slice(1)}`;
      fields[section] = { ...(fields[section] as Fields), ...sectionField(name, value, secret) };
    }
  }
  return {
    ...(resolveTimeout && { resolveTimeout }),
    ...(http && { httpConfig: httpConfig(http as Fields, secret) }),
    ...fields,
  };
}

/** Services with a section of their own. */
const serviceField = /^(jira|mattermost|rocketchat|smtp|telegram|victorops|webex|wechat)([A-Z].*)$/;

function sectionField(name: string, value: unknown, secret: string): Fields {
  if (name !== "smarthost" || typeof value !== "string") return channelConfig("", { [name]: value }, secret);
  const colon = value.lastIndexOf(":");
  return { smartHost: { host: value.slice(0, colon), port: value.slice(colon + 1) } };
}

/** Slack, Opsgenie and PagerDuty stand there without a section of their own. */
function globalField(field: string, value: unknown, secret: string): Fields {
  const name = field.replace(/^opsgenie/, "opsGenie").replace(/File$/, "");
  return { [name]: isFileField(field) ? { name: secret, key: value } : value };
}
