import { formatMatcher } from "../alerting/matchers.ts";
import { goDurations, isFileField } from "../alerting/receivers.ts";
import type { Alerting, InhibitRule, Route } from "../model/alerting.ts";
import { durationSeconds, inHours } from "../model/duration.ts";
import { type Emitter, stamp, yamlFile } from "./emit.ts";

/** `alertmanager/alertmanager.yml` and the templates of its messages. */
export const emitAlertmanager: Emitter = ({ alerting }, { delivery }) => {
  if (!alerting) return [];
  const { file, definition } = alerting;
  const { secretsFolder, global } = { ...definition, ...delivery };
  const delivered = { ...definition, secretsFolder, global: { ...definition.global, ...global } };
  return [
    yamlFile("alertmanager/alertmanager.yml", file, configuration(delivered)),
    ...Object.entries(definition.templates).map(([name, text]) => ({
      path: `alertmanager/templates/${name}.tmpl`,
      source: file,
      text: templateText(file, text),
    })),
  ];
};

/** A template of messages as Alertmanager reads it. */
export const templateText = (source: string, text: string): string =>
  `{{/* ${stamp(source, "").trim()} */}}\n${text.trimStart()}`;

function configuration({ global, receivers, route, inhibitRules, timeIntervals, secretsFolder }: Alerting) {
  const inWire = (value: object) => wire(value, secretsFolder) as object;
  return {
    global: inWire(global),
    templates: ["templates/*.tmpl"],
    route: routeYaml(route),
    inhibit_rules: inhibitRules.map(inhibitRuleYaml),
    ...(timeIntervals && {
      time_intervals: Object.entries(timeIntervals).map(([name, parts]) => ({ name, time_intervals: wire(parts) })),
    }),
    receivers: Object.entries(receivers).map(([name, { raw, ...receiver }]) => ({ name, ...inWire(receiver), ...raw })),
  };
}

const routeYaml = ({ title: _, matchers, routes, ...rest }: Route): object => ({
  ...(matchers && { matchers: matchers.map(formatMatcher) }),
  ...(wire(rest) as object),
  ...(routes && { routes: routes.map(routeYaml) }),
});

const inhibitRuleYaml = ({ name, sourceMatchers, targetMatchers, equal }: InhibitRule) => ({
  name,
  source_matchers: sourceMatchers.map(formatMatcher),
  target_matchers: targetMatchers.map(formatMatcher),
  equal,
});

/** Fields whose keys are not Alertmanager's. */
const verbatim = new Set(["attributes", "customFields", "details", "fields", "headers", "labels", "payload"]);

/** Alertmanager's spelling of a definition: snake_case keys, and secrets by the path of their file. */
export function wire(value: unknown, secretsFolder = ""): unknown {
  if (Array.isArray(value)) return value.map((item) => wire(item, secretsFolder));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      if (isFileField(key)) return [snakeCase(key), `${secretsFolder}/${inner}`];
      if (goDurations.has(key) && typeof inner === "string") return [key, inHours(inner)];
      return [snakeCase(key), verbatim.has(key) ? inner : wire(inner, secretsFolder)];
    }),
  );
}

/** Alertmanager's spelling of a field: `group_wait` for `groupWait`. */
export const snakeCase = (camelCase: string): string =>
  camelCase.replace(/[A-Z]/g, (upper) => `_${upper.toLowerCase()}`);

/** Alertmanager's flags of the cluster that depend on the routes, in seconds. */
interface Gossip {
  /** The instance at position n of the cluster waits n times so long for the others' notification. */
  readonly peerTimeout: number;
  /** How often two instances compare everything they know. */
  readonly pushPullInterval: number;
}

/** Notifications reach the other instances within some gossip rounds of 200 ms: less would send twice. */
const shortestPeerTimeout = 5;
/** Alertmanager's defaults. */
const longestPeerTimeout = 15;
const longestPushPullInterval = 60;

/**
 * The peer timeout is as long as the shortest wait of a group, between 5 and 15 s: an instance that fails delays a
 * notification by no more than the group waited. All instances together must be done before the group's next
 * notification is due, so it is shorter where there are many of them.
 * Source: https://prometheus.io/docs/alerting/latest/high_availability/
 */
export function gossipOf({ route }: Pick<Alerting, "route">, replicas: number): Gossip {
  const routes = withChildren(route);
  const waits = routes.flatMap(({ groupWait }) => (groupWait ? [durationSeconds(groupWait)] : [])).filter(Boolean);
  const interval = Math.min(
    ...routes.flatMap((one) => (one.groupInterval ? [durationSeconds(one.groupInterval)] : [])),
  );
  const wanted = Math.min(
    longestPeerTimeout,
    Math.max(shortestPeerTimeout, ...[Math.min(...waits)].filter(Number.isFinite)),
  );
  const most = interval / Math.max(1, replicas);
  return {
    peerTimeout: Math.max(1, Math.floor(Math.min(wanted, most))),
    pushPullInterval: Math.max(1, Math.floor(Math.min(longestPushPullInterval, interval))),
  };
}

const withChildren = (route: Route): Route[] => [route, ...(route.routes ?? []).flatMap(withChildren)];
