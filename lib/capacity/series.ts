import { expressionsOf } from "../checks/expressions.ts";
import type { Metric, Model } from "../model/model.ts";
import { partsOf, type VectorSelector } from "../promql/syntax/ast.ts";

/** Values of a label that nothing is known of. */
const assumedValues = 2;
/** Upper bounds of a histogram whose catalog has none: those of Prometheus' client libraries. */
const assumedBuckets = 11;
/** Quantiles of a summary: 0.5, 0.9 and 0.99. */
const quantiles = 3;

/** How many series a metric has in one target. */
interface Series {
  readonly count: number;
  /** Labels whose number of values is assumed, since neither the catalog nor the size says it. */
  readonly assumed: readonly string[];
}

/** @param name the metric's name in its catalog */
export function seriesOf(name: string, metric: Metric, size: Size): Series {
  const closed = metric.labels.filter((label) => metric.values?.[label]);
  const open = metric.labels.filter((label) => !closed.includes(label));
  const entity = entities.find(
    ({ labels, metrics }) => (metrics?.test(name) ?? true) && labels.every((label) => open.includes(label)),
  );
  const explained = entity ? open.filter((label) => entity.labels.includes(label) || dependent.has(label)) : [];
  const rest = open.filter((label) => !explained.includes(label) && !isInfo(name));
  const typical = rest.find((label) => typicalValues[label]);
  const assumed = rest.filter((label) => label !== typical);
  const values = closed.reduce((product, label) => product * (metric.values?.[label]?.length ?? 1), 1);
  const sets = values * (entity?.count(size) ?? 1) * (typicalValues[typical ?? ""] ?? 1);
  // A typical number is that of whole label sets.
  const labelSets = typical ? sets : sets * assumedValues ** Math.min(assumed.length, mostAssumed);
  return { count: labelSets * samplesOf(metric), assumed };
}

/** More labels have no more combinations: most do not occur. */
const mostAssumed = 2;

/** A metric whose labels describe the one thing that it is about. */
const isInfo = (name: string): boolean => /_info$/.test(name);

function samplesOf({ type, buckets }: Metric): number {
  // One a bound, the infinite one, sum and count.
  if (type === "histogram") return (buckets?.length ?? assumedBuckets) + 3;
  return type === "summary" ? quantiles + 2 : 1;
}

/** The names that a metric's series have. */
export const seriesNames = (name: string, { type }: Metric): string[] => {
  if (type === "histogram") return [`${name}_bucket`, `${name}_sum`, `${name}_count`];
  return type === "summary" ? [name, `${name}_sum`, `${name}_count`] : [name];
};

/**
 * Whether a rule, panel, variable or annotation of the model reads series of a name. A selector without a name reads
 * whatever there is, and needs none in particular.
 */
export function readerOf(model: Model): (series: string) => boolean {
  const selectors = expressionsOf(model).flatMap(({ ast }) => (ast ? partsOf(ast) : []));
  const names = new Set<string>();
  const patterns: ((name: string) => boolean | undefined)[] = [];
  for (const part of selectors) {
    if (part.kind !== "selector") continue;
    for (const { text, regex } of namesOf(part)) {
      if (regex) patterns.push(regex.test);
      else names.add(text);
    }
  }
  return (series) => names.has(series) || patterns.some((matches) => matches(series) !== false);
}

function namesOf({ name, matchers }: VectorSelector) {
  const named = matchers.filter(({ label, operator }) => label.text === "__name__" && /^=/.test(operator));
  return [
    ...(name && !name.dynamic ? [{ text: name.text, regex: undefined }] : []),
    ...named.flatMap(({ value, regex }) => (value.dynamic ? [] : [{ text: value.text, regex }])),
  ];
}

/** The names of a catalog's series that the model reads, sorted. */
export function readSeries(model: Model, catalog: string): string[] {
  const reads = readerOf(model);
  const metrics = model.catalogs.find(({ name }) => name === catalog)?.definition.metrics ?? {};
  return Object.entries(metrics)
    .flatMap(([name, metric]) => seriesNames(name, metric).filter(reads))
    .sort();
}

/** Relabelling after which a scrape holds these series only. What Prometheus makes itself, such as `up`, is not asked. */
export const keepOnly = (names: readonly string[]) => [
  { source_labels: ["__name__"], action: "keep" as const, regex: names.join("|") },
];

/** How large the platform is: what the number of series follows from. */
export interface Size {
  readonly hosts: number;
  /** Per host. */
  readonly cpus: number;
  readonly filesystems: number;
  readonly disks: number;
  readonly interfaces: number;
  readonly containers: number;
  /** Of Kafka. */
  readonly brokers: number;
  readonly topics: number;
  /** Per topic. */
  readonly partitions: number;
  readonly consumerGroups: number;
  /** Topics that a consumer group reads. */
  readonly topicsPerGroup: number;
  /** Databases of each server. */
  readonly databases: number;
  /** Log lines a second of each host, and their bytes. */
  readonly logLines: number;
  readonly logLineBytes: number;
}

export const defaultSize: Size = {
  hosts: 1,
  cpus: 8,
  filesystems: 3,
  disks: 2,
  interfaces: 3,
  containers: 20,
  brokers: 3,
  topics: 20,
  partitions: 6,
  consumerGroups: 10,
  topicsPerGroup: 2,
  databases: 5,
  logLines: 20,
  logLineBytes: 200,
};

/** What one label set of a metric identifies, and how many there are of it in one target. */
interface Entity {
  readonly name: string;
  /** Labels that belong to it: their values follow from it together. */
  readonly labels: readonly string[];
  readonly count: (size: Size) => number;
  /** Metrics that it applies to. Defaults to all. */
  readonly metrics?: RegExp;
}

const group = ["consumergroup", "group"];
const member = ["member_host", "consumer_id", "client_id"];

/** The first whose labels are all there wins; labels that a metric does not have are no hindrance where they are optional. */
const entities: readonly Entity[] = [
  { name: "partitions of a group", labels: ["partition", "topic"], metrics: /group/, count: groupPartitions },
  { name: "topics of a group", labels: ["topic"], metrics: /group/, count: (s) => s.consumerGroups * s.topicsPerGroup },
  { name: "partitions", labels: ["partition", "topic"], count: (s) => s.topics * s.partitions },
  {
    name: "topics of clients",
    labels: ["topic"],
    metrics: /producer|^(?!kafka_)/,
    count: (s) => s.consumerGroups * s.topicsPerGroup,
  },
  { name: "topics", labels: ["topic"], count: (s) => s.topics },
  { name: "consumer groups", labels: group, count: (s) => s.consumerGroups },
  { name: "members of groups", labels: member, count: (s) => s.consumerGroups },
  { name: "brokers", labels: ["broker_id"], count: (s) => s.brokers },
  { name: "brokers", labels: ["address", "id"], metrics: /^kafka_broker_info/, count: (s) => s.brokers },
  { name: "filesystems", labels: ["mountpoint"], count: (s) => s.filesystems },
  {
    name: "interfaces",
    labels: ["interface"],
    metrics: /^container_network/,
    count: (s) => s.interfaces * s.containers,
  },
  { name: "interfaces", labels: ["device"], metrics: /^node_network/, count: (s) => s.interfaces },
  { name: "disks", labels: ["device"], metrics: /^node_(?:disk|filesystem)/, count: (s) => s.disks },
  { name: "devices of containers", labels: ["device"], metrics: /^container_/, count: (s) => s.containers },
  { name: "processors", labels: ["cpu"], metrics: /^node_/, count: (s) => s.cpus },
  { name: "containers", labels: ["name"], metrics: /^container_/, count: (s) => s.containers },
  { name: "containers", labels: ["id"], metrics: /^container_/, count: (s) => s.containers },
  { name: "components", labels: ["component_id"], count: () => 4 },
  { name: "databases", labels: ["datname"], count: (s) => s.databases },
  { name: "databases", labels: ["schema"], metrics: /^mysql/, count: (s) => s.databases },
];

/** Labels whose values follow from another label of the same series. */
const dependent: ReadonlySet<string> = new Set([
  ...["device", "device_error", "fstype", "mountpoint"],
  ...["datid", "server", "component_path", "host", "tenant"],
  ...["id", "image", "name", "interface", "is_simple_consumer", "cluster_name", "state"],
  ...member,
  ...group,
]);

/** Values of labels that depend on the server's version and use, as seen on servers that ran for some hours. */
const typicalValues: Readonly<Record<string, number>> = {
  cmd: 20,
  collector: 45,
  dialer_name: 10,
  handler: 10,
  rolname: 14,
  scrape_job: 10,
};

function groupPartitions({ consumerGroups, topicsPerGroup, partitions }: Size): number {
  return consumerGroups * topicsPerGroup * partitions;
}

/** Jobs that run once on each host. */
export const perHost: ReadonlySet<string> = new Set(["node-exporter", "cadvisor", "alloy", "promtail"]);
