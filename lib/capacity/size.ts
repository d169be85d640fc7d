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
export const entities: readonly Entity[] = [
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
export const dependent: ReadonlySet<string> = new Set([
  ...["device", "device_error", "fstype", "mountpoint"],
  ...["datid", "server", "component_path", "host", "tenant"],
  ...["id", "image", "name", "interface", "is_simple_consumer", "cluster_name", "state"],
  ...member,
  ...group,
]);

/** Values of labels that depend on the server's version and use, as seen on servers that ran for some hours. */
export const typicalValues: Readonly<Record<string, number>> = {
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
