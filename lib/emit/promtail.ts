// Alloy and Promtail have the same stages with the same settings, in two notations: an Alloy block `stage.<name>` with
// attributes, and a YAML key.
import type { LogPipelineDefinition, LogSource, LogStage, LogStages, Relabel, StageName } from "../model/logs.ts";
import type { Defined } from "../model/model.ts";
import { type Emitter, yamlFile } from "./emit.ts";

/** A stage without notation. */
interface StageSettings {
  readonly name: string;
  readonly settings: Readonly<Record<string, Setting>>;
  /** Stages inside of it. */
  readonly stages?: readonly LogStage[];
}

type Setting = string | number | boolean | readonly string[] | Readonly<Record<string, string>>;

/** A stage that is missing here does not compile. */
type StageWriters = { readonly [name in StageName]: (settings: LogStages[name]) => StageSettings };

const named = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, name]));

const writers: StageWriters = {
  match: ({ selector, stages }) => ({ name: "match", settings: { selector }, stages }),
  multiline: ({ firstLine, maxWait, maxLines }) => ({
    name: "multiline",
    settings: { firstline: firstLine, max_wait_time: maxWait, max_lines: maxLines },
  }),
  json: (expressions) => ({ name: "json", settings: { expressions } }),
  logfmt: (mapping) => ({ name: "logfmt", settings: { mapping } }),
  regex: ({ expression, source }) => ({ name: "regex", settings: { ...(source && { source }), expression } }),
  template: ({ source, template }) => ({ name: "template", settings: { source, template } }),
  replace: ({ expression, replace, source }) => ({
    name: "replace",
    settings: { ...(source && { source }), expression, replace },
  }),
  // A line whose time cannot be parsed keeps the time at which it was read.
  timestamp: ({ source, format, fallback = [] }) => ({
    name: "timestamp",
    settings: { source, format, fallback_formats: fallback, action_on_failure: "skip" },
  }),
  labels: (names) => ({ name: "labels", settings: { values: named(names) } }),
  structuredMetadata: (names) => ({ name: "structured_metadata", settings: { values: named(names) } }),
  dropLabels: (names) => ({ name: "label_drop", settings: { values: names } }),
  drop: ({ expression, source, reason }) => ({
    name: "drop",
    settings: { ...(source && { source }), expression, drop_counter_reason: reason },
  }),
  limit: ({ rate, burst }) => ({ name: "limit", settings: { rate, burst, drop: false } }),
};

/** A stage's settings as both collectors name them. */
export function stageSettings(stage: LogStage): StageSettings {
  const [name, settings] = Object.entries(stage)[0] as [StageName, unknown];
  return (writers[name] as (settings: unknown) => StageSettings)(settings);
}

/** A relabeling rule as both collectors have it. */
export const relabelRule = ({ from, to, regex }: Relabel) => ({
  source_labels: [from],
  ...(regex && { regex }),
  target_label: to,
});

/** `promtail/promtail-config.yml`: every log pipeline for Promtail. Source: https://grafana.com/docs/loki/latest/send-data/promtail/configuration/ */
export const emitPromtail: Emitter = ({ logs, stack }, target) => {
  if (logs.length === 0 || !("promtail" in stack)) return [];
  return [
    yamlFile("promtail/promtail-config.yml", "logs/", {
      server: { http_listen_port: Number(target.address("promtail").split(":")[1]), grpc_listen_port: 0 },
      positions: { filename: "/var/lib/promtail/positions.yaml" },
      clients: [{ url: `http://${target.address("loki")}/loki/api/v1/push` }],
      scrape_configs: logs.map(scrapeConfig),
    }),
  ];
};

const scrapeConfig = ({ name, definition }: Defined<LogPipelineDefinition>) => ({
  job_name: name,
  ...sourceConfig(name, definition.source),
  pipeline_stages: definition.stages.map(stageConfig),
});

function sourceConfig(name: string, source: LogSource): object {
  const labels = { job: name, ...source.labels };
  if ("files" in source) {
    const except = source.files.except && { __path_exclude__: source.files.except.join(",") };
    const targets = source.files.paths.map((path) => ({
      targets: ["localhost"],
      labels: { ...labels, __path__: path, ...except },
    }));
    return { static_configs: targets };
  }
  if ("journal" in source) {
    const { path, maxAge, relabel } = source.journal;
    return { journal: { ...(path && { path }), max_age: maxAge, labels }, relabel_configs: relabel.map(relabelRule) };
  }
  const { host, refresh, relabel } = source.docker;
  return {
    docker_sd_configs: [{ host, refresh_interval: refresh }],
    relabel_configs: [
      ...Object.entries(labels).map(([label, value]) => ({ target_label: label, replacement: value })),
      ...relabel.map(relabelRule),
    ],
  };
}

/** Promtail has the label stages without a name for their values, and another name for `label_drop`. */
function stageConfig(stage: LogStage): object {
  const { name, settings, stages } = stageSettings(stage);
  const value = settings.values ?? { ...settings, ...(stages && { stages: stages.map(stageConfig) }) };
  return { [name === "label_drop" ? "labeldrop" : name]: value };
}
