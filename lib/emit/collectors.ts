import type {
  DockerSource,
  FilesSource,
  JournalSource,
  LogPipelineDefinition,
  LogSource,
  LogStage,
  LogStages,
  Relabel,
  StageName,
} from "../model/logs.ts";
import type { Defined } from "../model/model.ts";
import { type Emitter, stamp, yamlFile } from "./emit.ts";

// Alloy and Promtail have the same stages with the same settings, in two notations: an Alloy block `stage.<name>` with
// attributes, and a YAML key.

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
function stageSettings(stage: LogStage): StageSettings {
  const [name, settings] = Object.entries(stage)[0] as [StageName, unknown];
  return (writers[name] as (settings: unknown) => StageSettings)(settings);
}

/** A relabeling rule as both collectors have it. */
const relabelRule = ({ from, to, regex }: Relabel) => ({
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

/** `alloy/config.alloy`: every log pipeline for Grafana Alloy. Source: https://grafana.com/docs/alloy/latest/reference/components/loki/ */
export const emitAlloy: Emitter = ({ logs, stack, scale, settings }, target) => {
  if (logs.length === 0 || !("alloy" in stack)) return [];
  const url = `http://${target.address("loki")}/loki/api/v1/push`;
  const tenant = scale?.loki?.tenant;
  const write: AlloyBlock = {
    name: "loki.write",
    label: "default",
    // The names of hosts and clusters differ, the file does not. In a container of its own, HOST_NAME names the host, and
    // CLUSTER the cluster. Loki drops a label without a value.
    attributes: {
      external_labels: {
        host: new Reference('coalesce(sys.env("HOST_NAME"), constants.hostname)'),
        ...Object.fromEntries(
          settings.identityLabels.map((label) => [
            label,
            new Reference(`coalesce(sys.env("${label.toUpperCase()}"), "")`),
          ]),
        ),
      },
    },
    blocks: [
      { name: "endpoint", attributes: { url, ...(tenant !== undefined && { tenant_id: tenant }) } },
      // Lines wait on disk while no writer answers.
      ...(scale?.loki ? [{ name: "wal", attributes: { enabled: true } }] : []),
    ],
  };
  const text = `${stamp("logs/", "//")}\n${formatAlloy([...logs.flatMap(pipelineBlocks), write])}`;
  return [{ path: "alloy/config.alloy", source: "logs/", text }];
};

const pipelineBlocks = ({ name, definition }: Defined<LogPipelineDefinition>): AlloyBlock[] => {
  const [first, ...rest] = sourceBlocks(name, definition.source);
  const process: AlloyBlock = {
    name: "loki.process",
    label: componentLabel(name),
    attributes: { forward_to: [ref("loki.write.default.receiver")] },
    blocks: definition.stages.map(stageBlock),
  };
  return [...(first ? [{ ...first, comment: definition.help }] : []), ...rest, process];
};

/** What the components of one source share: label, stream labels, and the receiver of their lines. */
interface Outlet {
  readonly label: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly forward_to: readonly AlloyValue[];
}

function sourceBlocks(name: string, source: LogSource): AlloyBlock[] {
  const outlet: Outlet = {
    label: componentLabel(name),
    labels: { job: name, ...source.labels },
    forward_to: [ref(`loki.process.${componentLabel(name)}.receiver`)],
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
    { name: "loki.relabel", label, attributes: { forward_to: [] }, blocks: relabel.map(ruleBlock) },
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
    // Only its rules are used: the source applies them to each container.
    { name: "discovery.relabel", label, attributes: { targets: [] }, blocks: relabel.map(ruleBlock) },
    { name: "loki.source.docker", label, attributes: { host, targets, labels, relabel_rules, forward_to } },
  ];
}

const ruleBlock = (relabel: Relabel): AlloyBlock => ({ name: "rule", attributes: relabelRule(relabel) });

function stageBlock(stage: LogStage): AlloyBlock {
  const { name, settings, stages } = stageSettings(stage);
  return { name: `stage.${name}`, attributes: settings, ...(stages && { blocks: stages.map(stageBlock) }) };
}

// Alloy's syntax.

/** A value of Alloy's configuration language. A `Reference` is written bare. */
type AlloyValue =
  | string
  | number
  | boolean
  | Reference
  | readonly AlloyValue[]
  | { readonly [key: string]: AlloyValue };

/** An expression, such as another component's export `loki.write.default.receiver`. A class, because a setting may have any key. */
class Reference {
  readonly path: string;
  constructor(path: string) {
    this.path = path;
  }
}

/** One block: `loki.process "containers" { ... }`. Attributes come first, then nested blocks. */
interface AlloyBlock {
  readonly name: string;
  readonly label?: string;
  readonly comment?: string;
  readonly attributes?: Readonly<Record<string, AlloyValue>>;
  readonly blocks?: readonly AlloyBlock[];
}

const ref = (path: string): Reference => new Reference(path);

/** The label of a pipeline's components: Alloy accepts identifiers only, so `web-logs` becomes `web_logs`. */
export const componentLabel = (name: string): string => name.replaceAll(/\W/g, "_").replace(/^(?=\d)/, "_");

/** Blocks as `alloy fmt` writes them: tabs, and `=` aligned within a block. */
const formatAlloy = (blocks: readonly AlloyBlock[]): string =>
  `${blocks.map((block) => formatBlock(block, "")).join("\n\n")}\n`;

function formatBlock({ name, label, comment, attributes = {}, blocks = [] }: AlloyBlock, indent: string): string {
  const head = `${indent}${name}${label === undefined ? "" : ` ${quoted(label)}`} {`;
  const inner = `${indent}\t`;
  const lines = pairs(attributes, inner).map((pair) => inner + pair);
  const groups = [lines.join("\n"), ...blocks.map((block) => formatBlock(block, inner))].filter((text) => text !== "");
  const body = groups.length === 0 ? `${head} }` : `${head}\n${groups.join("\n\n")}\n${indent}}`;
  return comment === undefined ? body : `${commentLines(comment, indent)}\n${body}`;
}

/** A comment ends with its line. */
const commentLines = (text: string, indent: string): string =>
  text
    .split(/[\r\n]+/)
    .map((line) => `${indent}// ${line}`)
    .join("\n");

/** Alloy has the escapes of JSON; a half of a surrogate pair is no character for it. */
const quoted = (text: string): string => JSON.stringify(text.replaceAll(/\p{Surrogate}/gu, "\ufffd"));

/** These are values, not names. */
const literals = ["true", "false", "null"];
const keyText = (key: string): string => (/^[A-Za-z_]\w*$/.test(key) && !literals.includes(key) ? key : quoted(key));

function pairs(values: Readonly<Record<string, AlloyValue>>, indent: string): string[] {
  const entries = Object.entries(values).map(([key, value]) => [keyText(key), value] as const);
  const width = Math.max(...entries.map(([key]) => key.length));
  return entries.map(([key, value]) => `${key.padEnd(width)} = ${formatValue(value, indent)}`);
}

function formatValue(value: AlloyValue, indent: string): string {
  if (typeof value === "string") return quoted(value);
  if (typeof value !== "object") return JSON.stringify(value);
  if (value instanceof Reference) return value.path;
  const inner = `${indent}\t`;
  if (isList(value)) return formatList(value, indent);
  const lines = pairs(value, inner).map((pair) => `${inner}${pair},\n`);
  return lines.length === 0 ? "{}" : `{\n${lines.join("")}${indent}}`;
}

function formatList(values: readonly AlloyValue[], indent: string): string {
  const short = `[${values.map((value) => formatValue(value, indent)).join(", ")}]`;
  if (!short.includes("\n") && short.length <= 100) return short;
  const inner = `${indent}\t`;
  return `[\n${values.map((value) => `${inner}${formatValue(value, inner)},\n`).join("")}${indent}]`;
}

const isList = (value: AlloyValue): value is readonly AlloyValue[] => Array.isArray(value);
