import { parse } from "yaml";
import type { Matcher } from "../alerting/matchers.ts";
import { parseMatchers } from "../alerting/matchers.ts";
import { composeTarget } from "../emit/emit.ts";
import { emit } from "../emit/index.ts";
import type { Alerting, InhibitRule, Receiver, RootRoute, TimeInterval } from "../model/alerting.ts";
import type { Model } from "../model/model.ts";
import { classicOfV2, specV2Of } from "../pull/schema-v2.ts";
import { isObject, type Json, objectOf, objectsOf, textOf, without } from "./json.ts";

/**
 * The configuration of the servers as plain data, in one form for a Model, a built folder and running servers.
 * What a source does not hold is absent, and is not compared.
 */
export interface Snapshot {
  /** Classic dashboard JSON by uid. */
  readonly dashboards?: Readonly<Record<string, Json>>;
  /** The uid of the folder that each dashboard is in, by the dashboard's uid. Empty is no folder. */
  readonly folders?: Readonly<Record<string, string>>;
  readonly rules?: readonly RuleGroupFacts[];
  readonly alerting?: AlertingFacts;
  /** As Grafana's provisioning has them, by uid. */
  readonly datasources?: Readonly<Record<string, Json>>;
  readonly scraping?: Readonly<Record<string, ScrapeJob>>;
  /** Scrape configs of Promtail by job: what every collector is given. */
  readonly logs?: Readonly<Record<string, Json>>;
  /** Configuration that is none of the above, by the file that holds it. */
  readonly settings?: Readonly<Record<string, Json>>;
}

export interface RuleGroupFacts {
  readonly name: string;
  /** As Prometheus writes durations. */
  readonly every: string;
  readonly rules: readonly RuleFacts[];
}

export interface RuleFacts {
  readonly kind: "alert" | "recording";
  readonly name: string;
  readonly expr: string;
  /** Empty where it fires at once. */
  readonly for: string;
  readonly keepFiringFor: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface AlertingFacts extends Pick<Alerting, "route" | "receivers" | "inhibitRules" | "timeIntervals"> {
  /** How Alertmanager sends, and its templates. Absent for a running one, which shows them only with its defaults. */
  readonly messages?: Json;
}

export interface ScrapeJob {
  readonly interval: string;
  readonly timeout: string;
  readonly path: string;
  /** Addresses to the labels that they are given. */
  readonly targets: Readonly<Record<string, Json>>;
  /** Everything else: parameters, relabelling. */
  readonly settings: Json;
}

/**
 * An Alertmanager configuration in the form of a definition, so that its routes can be resolved.
 * @param templates of the messages, by name
 */
export function alertingOf(config: Json, templates?: Readonly<Record<string, string>>): AlertingFacts {
  const receivers = objectsOf(config.receivers);
  return {
    route: asDefined(config.route) as RootRoute,
    receivers: Object.fromEntries(
      receivers.map(({ name, ...configs }) => [textOf(name), asDefined(configs) as Receiver]),
    ),
    timeIntervals: Object.fromEntries(
      [...objectsOf(config.mute_time_intervals), ...objectsOf(config.time_intervals)].map((one) => [
        textOf(one.name),
        objectsOf(one.time_intervals).map((part) => asDefined(part) as TimeInterval),
      ]),
    ),
    inhibitRules: objectsOf(config.inhibit_rules).map((rule) => ({
      ...noMatchers,
      ...(asDefined(rule) as InhibitRule),
    })),
    ...(templates && {
      messages: { global: config.global, receivers: byName(receivers), templates },
    }),
  };
}

const noMatchers = { sourceMatchers: [], targetMatchers: [], equal: [] };

const byName = (receivers: readonly Json[]): Json =>
  Object.fromEntries(receivers.map((receiver) => [textOf(receiver.name), without(receiver, "name")]));

/** snake_case to camelCase, matchers from their text, secrets by the name of their file. */
function asDefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asDefined);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(withMatchers(value)).map(([key, inner]) => {
      if (key === "matchers" || key.endsWith("_matchers")) return [camelCase(key), inner];
      if (key.endsWith("_file")) return [camelCase(key), textOf(inner).split("/").at(-1)];
      return [camelCase(key), asDefined(inner)];
    }),
  );
}

const camelCase = (key: string): string => key.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());

/** A route or an inhibition rule with its matchers, those of the former fields `match` and `match_re` among them. */
function withMatchers(value: Json): Json {
  const rest: Record<string, unknown> = { ...value };
  for (const side of ["", "source_", "target_"]) {
    const [equal, regex, texts] = [`${side}match`, `${side}match_re`, `${side}matchers`];
    if (value[equal] === undefined && value[regex] === undefined && value[texts] === undefined) continue;
    const pairs = (field: string, op: Matcher["op"]) =>
      Object.entries(objectOf(value[field])).map(([label, text]): Matcher => ({ label, op, value: textOf(text) }));
    rest[texts] = [...pairs(equal, "="), ...pairs(regex, "=~"), ...matchersOf(value[texts])];
    delete rest[equal];
    delete rest[regex];
  }
  return rest;
}

const matchersOf = (texts: unknown): readonly Matcher[] =>
  (Array.isArray(texts) ? texts : [texts ?? []].flat()).flatMap((text) => {
    const parsed = parseMatchers(textOf(text));
    return "problem" in parsed ? [] : parsed.matchers;
  });

/** A group as rule files write it. */
export const ruleGroupOf = (group: Json): RuleGroupFacts => ({
  name: textOf(group.name),
  every: textOf(group.interval),
  rules: objectsOf(group.rules).map(ruleOf),
});

const ruleOf = (rule: Json): RuleFacts => ({
  kind: rule.alert === undefined ? "recording" : "alert",
  name: textOf(rule.alert ?? rule.record),
  expr: textOf(rule.expr),
  for: textOf(rule.for),
  keepFiringFor: textOf(rule.keep_firing_for),
  labels: texts(rule.labels),
  annotations: texts(rule.annotations),
});

/** A group of Prometheus' `/api/v1/rules`, where durations are in seconds. */
export const liveRuleGroupOf = (group: Json): RuleGroupFacts => ({
  name: textOf(group.name),
  every: `${textOf(group.interval)}s`,
  rules: objectsOf(group.rules).map((rule) => ({
    kind: rule.type === "alerting" ? "alert" : "recording",
    name: textOf(rule.name),
    expr: textOf(rule.query),
    for: secondsOf(rule.duration),
    keepFiringFor: secondsOf(rule.keepFiringFor),
    labels: texts(rule.labels),
    annotations: texts(rule.annotations),
  })),
});

const secondsOf = (seconds: unknown): string => (Number(seconds ?? 0) > 0 ? `${seconds}s` : "");

const texts = (object: unknown): Record<string, string> =>
  Object.fromEntries(Object.entries(objectOf(object)).map(([key, value]) => [key, textOf(value)]));

const describedSeparately = ["job_name", "scrape_interval", "scrape_timeout", "metrics_path", "static_configs"];

/** What Prometheus fills in where nothing is said. Source: https://prometheus.io/docs/prometheus/latest/configuration/ */
const defaults: Json = {
  scheme: "http",
  honor_timestamps: true,
  track_timestamps_staleness: false,
  enable_compression: true,
  follow_redirects: true,
  enable_http2: true,
};
const relabelDefaults: Json = { separator: ";", regex: "(.*)", replacement: "$1", action: "replace" };

/** Settings of a running Prometheus whose defaults depend on its version. */
const ofVersion =
  /^(scrape_protocols|scrape_native_histograms|always_scrape_classic_histograms|convert_classic_.*|metric_name_.*|fallback_scrape_protocol|extra_scrape_metrics)$/;

/** The scrape jobs of a Prometheus configuration by name: of a file, or of a running server. */
export const scrapeJobsOf = (config: Json): Record<string, ScrapeJob> =>
  Object.fromEntries(objectsOf(config.scrape_configs).map((job) => [textOf(job.job_name), jobOf(job, config)]));

function jobOf(job: Json, config: Json): ScrapeJob {
  const global = objectOf(config.global);
  return {
    interval: textOf(job.scrape_interval ?? global.scrape_interval ?? "1m"),
    timeout: textOf(job.scrape_timeout ?? global.scrape_timeout ?? "10s"),
    path: textOf(job.metrics_path ?? "/metrics"),
    targets: Object.fromEntries(
      objectsOf(job.static_configs).flatMap(({ targets, labels }) =>
        (Array.isArray(targets) ? targets : []).map((address) => [textOf(address), objectOf(labels)]),
      ),
    ),
    settings: settingsOf(without(job, ...describedSeparately)),
  };
}

const settingsOf = ({ relabel_configs, ...rest }: Json): Json => ({
  ...Object.fromEntries(Object.entries(rest).filter(([key, value]) => value !== defaults[key] && !ofVersion.test(key))),
  ...(relabel_configs !== undefined && {
    relabel_configs: objectsOf(relabel_configs).map((one) =>
      Object.fromEntries(Object.entries(one).filter(([key, value]) => value !== relabelDefaults[key])),
    ),
  }),
});

/** A built file: its path below `dist/`, and what it holds. */
interface TextFile {
  readonly path: string;
  readonly text: string;
}

const alertmanagerFile = "alertmanager/alertmanager.yml";
const prometheusFile = "prometheus/prometheus.yml";
const promtailFile = "promtail/promtail-config.yml";
const otherSettings = /^(?:loki\/loki-config|blackbox\/blackbox|grafana\/provisioning\/dashboards\/[^/]+)\.yml$/;

const dashboardPath = /^grafana\/dashboards\/(.+)\.json$/;
const providerPath = /^grafana\/provisioning\/dashboards\/[^/]+\.yml$/;
const rulesPath = /^prometheus\/rules\/.+\.yml$/;
const datasourcePath = /^grafana\/provisioning\/datasources\/.+\.yml$/;
const templatePath = /^alertmanager\/templates\/(.+)\.tmpl$/;

/**
 * The configuration in built files. Runbooks, tests and Alloy's configuration are left out: they are made from the same
 * definitions as the files that are read.
 * @throws Error naming the file that is not JSON or YAML
 */
export function readFiles(files: readonly TextFile[]): Snapshot {
  const matching = (path: RegExp) => files.filter((file) => path.test(file.path));
  const single = (path: string) => files.filter((file) => file.path === path).map(documentOf)[0];
  const [alertmanager, prometheus, promtail] = [alertmanagerFile, prometheusFile, promtailFile].map(single);
  const dashboards = matching(dashboardPath).map((file) => [nameIn(file, dashboardPath), file] as const);
  const provider = objectsOf(matching(providerPath).map(documentOf)[0]?.providers)[0];
  return {
    dashboards: Object.fromEntries(dashboards.map(([uid, file]) => [uid, boardIn(file)])),
    ...(provider && { folders: Object.fromEntries(dashboards.map(([uid]) => [uid, textOf(provider.folderUid)])) }),
    rules: matching(rulesPath).flatMap(groupsIn),
    datasources: Object.fromEntries(
      matching(datasourcePath)
        .flatMap((file) => objectsOf(documentOf(file).datasources))
        .map((one) => [textOf(one.uid), one]),
    ),
    ...(alertmanager && { alerting: alertingOf(alertmanager, templatesIn(matching(templatePath))) }),
    ...(prometheus && { scraping: scrapeJobsOf(prometheus) }),
    ...(promtail && {
      logs: Object.fromEntries(objectsOf(promtail.scrape_configs).map((one) => [textOf(one.job_name), one])),
    }),
    settings: {
      ...(prometheus && { [prometheusFile]: without(prometheus, "scrape_configs") }),
      ...(promtail && { [promtailFile]: without(promtail, "scrape_configs") }),
      ...Object.fromEntries(matching(otherSettings).map((file) => [file.path, documentOf(file)])),
    },
  };
}

/** A dashboard of either schema as classic JSON, with its tabs and conditions. */
function boardIn(file: TextFile): Json {
  const document = documentOf(file);
  const spec = specV2Of(document);
  return spec ? classicOfV2(spec, true).board : without(document, "$comment");
}

function documentOf({ path, text }: TextFile): Json {
  try {
    return objectOf(path.endsWith(".json") ? JSON.parse(text) : parse(text));
  } catch (error) {
    throw new Error(`${path}: cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

const nameIn = ({ path }: TextFile, pattern: RegExp): string => pattern.exec(path)?.[1] ?? "";

const groupsIn = (file: TextFile): RuleGroupFacts[] => objectsOf(documentOf(file).groups).map(ruleGroupOf);

/** Each without the line that names its source. */
const templatesIn = (files: readonly TextFile[]): Record<string, string> =>
  Object.fromEntries(files.map((file) => [nameIn(file, templatePath), file.text.split("\n").slice(1).join("\n")]));

/** The configuration of the servers of the compose stack that a model defines. */
export const snapshotOf = (model: Model): Snapshot => readFiles(emit(model, composeTarget(model), []));
