import {
  type DockerSource,
  type FilesSource,
  type JournalSource,
  type LogPipelineDefinition,
  type LogSource,
  type Relabel,
  type StageWriter,
  writeStage,
} from "../model/logs.ts";
import type { Defined } from "../model/model.ts";
import { type AlloyBlock, type AlloyValue, formatAlloy, ref } from "./alloy-syntax.ts";
import { type Emitter, stamp } from "./emit.ts";

/** Every log pipeline as Grafana Alloy reads it. Source: https://grafana.com/docs/alloy/latest/reference/components/loki/ */
export const emitAlloy: Emitter = ({ logs, stack }, target) => {
  if (logs.length === 0 || !("alloy" in stack)) return [];
  const write: AlloyBlock = {
    name: "loki.write",
    label: "default",
    blocks: [{ name: "endpoint", attributes: { url: `http://${target.address("loki")}/loki/api/v1/push` } }],
  };
  const text = `${stamp("logs/", "//")}\n${formatAlloy([...logs.flatMap(pipeline), write])}`;
  return [{ path: "alloy/config.alloy", source: "logs/", text }];
};

const pipeline = ({ name, definition }: Defined<LogPipelineDefinition>): AlloyBlock[] => {
  const [first, ...rest] = source(name, definition.source);
  const process: AlloyBlock = {
    name: "loki.process",
    label: name,
    attributes: { forward_to: [ref("loki.write.default.receiver")] },
    blocks: definition.stages.map((stage) => writeStage(stage, alloyStages)),
  };
  return [...(first ? [{ ...first, comment: definition.help }] : []), ...rest, process];
};

/** What the components of one source share: their label, the labels of their streams, and where lines go. */
interface Outlet {
  readonly label: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly forward_to: readonly AlloyValue[];
}

function source(name: string, source: LogSource): AlloyBlock[] {
  const outlet: Outlet = {
    label: name,
    labels: { job: name, ...source.labels },
    forward_to: [ref(`loki.process.${name}.receiver`)],
  };
  if ("files" in source) return fileSource(source.files, outlet);
  if ("journal" in source) return journalSource(source.journal, outlet);
  return dockerSource(source.docker, outlet);
}

function fileSource({ paths, except }: FilesSource, { label, labels, forward_to }: Outlet): AlloyBlock[] {
  const excluded = except && { __path_exclude__: except.join(",") };
  const path_targets = paths.map((path) => ({ __path__: path, ...excluded, ...labels }));
  const targets = ref(`local.file_match.${label}.targets`);
  return [
    { name: "local.file_match", label, attributes: { path_targets } },
    { name: "loki.source.file", label, attributes: { targets, forward_to } },
  ];
}

function journalSource({ path, maxAge, relabel }: JournalSource, { label, labels, forward_to }: Outlet): AlloyBlock[] {
  const relabel_rules = ref(`loki.relabel.${label}.rules`);
  return [
    { name: "loki.relabel", label, attributes: { forward_to: [] }, blocks: relabel.map(rule) },
    {
      name: "loki.source.journal",
      label,
      attributes: { ...(path && { path }), max_age: maxAge, labels, relabel_rules, forward_to },
    },
  ];
}

function dockerSource({ host, refresh, relabel }: DockerSource, { label, labels, forward_to }: Outlet): AlloyBlock[] {
  const targets = ref(`discovery.docker.${label}.targets`);
  const relabel_rules = ref(`discovery.relabel.${label}.rules`);
  return [
    { name: "discovery.docker", label, attributes: { host, refresh_interval: refresh } },
    // Only its rules are used: the source applies them to each container that it tails.
    { name: "discovery.relabel", label, attributes: { targets: [] }, blocks: relabel.map(rule) },
    { name: "loki.source.docker", label, attributes: { host, targets, labels, relabel_rules, forward_to } },
  ];
}

const rule = ({ from, to, regex }: Relabel): AlloyBlock => ({
  name: "rule",
  attributes: { source_labels: [from], ...(regex && { regex }), target_label: to },
});

const named = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, name]));

const alloyStages: StageWriter<AlloyBlock> = {
  match: ({ selector, stages }) => ({
    name: "stage.match",
    attributes: { selector },
    blocks: stages.map((stage) => writeStage(stage, alloyStages)),
  }),
  multiline: ({ firstLine, maxWait, maxLines }) => ({
    name: "stage.multiline",
    attributes: { firstline: firstLine, max_wait_time: maxWait, max_lines: maxLines },
  }),
  json: (expressions) => ({ name: "stage.json", attributes: { expressions } }),
  logfmt: (mapping) => ({ name: "stage.logfmt", attributes: { mapping } }),
  regex: ({ expression, source }) => ({ name: "stage.regex", attributes: { ...(source && { source }), expression } }),
  template: ({ source, template }) => ({ name: "stage.template", attributes: { source, template } }),
  // A line whose time cannot be read keeps the time at which it was read.
  timestamp: ({ source, format, fallback = [] }) => ({
    name: "stage.timestamp",
    attributes: { source, format, fallback_formats: fallback, action_on_failure: "skip" },
  }),
  labels: (names) => ({ name: "stage.labels", attributes: { values: named(names) } }),
  structuredMetadata: (names) => ({ name: "stage.structured_metadata", attributes: { values: named(names) } }),
  dropLabels: (names) => ({ name: "stage.label_drop", attributes: { values: names } }),
  drop: ({ expression, source, reason }) => ({
    name: "stage.drop",
    attributes: { ...(source && { source }), expression, drop_counter_reason: reason },
  }),
  limit: ({ rate, burst }) => ({ name: "stage.limit", attributes: { rate, burst, drop: false } }),
};
