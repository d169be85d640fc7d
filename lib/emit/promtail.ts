import {
  type LogPipelineDefinition,
  type LogSource,
  type Relabel,
  type StageWriter,
  writeStage,
} from "../model/logs.ts";
import type { Defined } from "../model/model.ts";
import { type Emitter, yamlFile } from "./emit.ts";

/** Every log pipeline as Promtail reads it. Source: https://grafana.com/docs/loki/latest/send-data/promtail/configuration/ */
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
  pipeline_stages: definition.stages.map((stage) => writeStage(stage, promtailStages)),
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
    return { journal: { ...(path && { path }), max_age: maxAge, labels }, relabel_configs: relabel.map(relabelConfig) };
  }
  const { host, refresh, relabel } = source.docker;
  return {
    docker_sd_configs: [{ host, refresh_interval: refresh }],
    relabel_configs: [
      ...Object.entries(labels).map(([label, value]) => ({ target_label: label, replacement: value })),
      ...relabel.map(relabelConfig),
    ],
  };
}

const relabelConfig = ({ from, to, regex }: Relabel) => ({
  source_labels: [from],
  ...(regex && { regex }),
  target_label: to,
});

const named = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, name]));

const promtailStages: StageWriter<object> = {
  match: ({ selector, stages }) => ({
    match: { selector, stages: stages.map((stage) => writeStage(stage, promtailStages)) },
  }),
  multiline: ({ firstLine, maxWait, maxLines }) => ({
    multiline: { firstline: firstLine, max_wait_time: maxWait, max_lines: maxLines },
  }),
  json: (expressions) => ({ json: { expressions } }),
  logfmt: (mapping) => ({ logfmt: { mapping } }),
  regex: ({ expression, source }) => ({ regex: { ...(source && { source }), expression } }),
  template: ({ source, template }) => ({ template: { source, template } }),
  // A line whose time cannot be read keeps the time at which it was read.
  timestamp: ({ source, format, fallback = [] }) => ({
    timestamp: { source, format, fallback_formats: fallback, action_on_failure: "skip" },
  }),
  labels: (names) => ({ labels: named(names) }),
  structuredMetadata: (names) => ({ structured_metadata: named(names) }),
  dropLabels: (names) => ({ labeldrop: names }),
  drop: ({ expression, source, reason }) => ({
    drop: { ...(source && { source }), expression, drop_counter_reason: reason },
  }),
  limit: ({ rate, burst }) => ({ limit: { rate, burst, drop: false } }),
};
