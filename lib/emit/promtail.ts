import type { LogPipelineDefinition, LogSource, LogStage } from "../model/logs.ts";
import type { Defined } from "../model/model.ts";
import { type Emitter, yamlFile } from "./emit.ts";
import { relabelRule, stageSettings } from "./log-stages.ts";

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
