import type kafkaContract from "bigdata-monitoring/catalogs/kafka-exporter";
import type lagContract from "bigdata-monitoring/catalogs/kafka-lag-exporter";
import { meanDemand } from "../world/demand.ts";
import type { Registry } from "../world/registry.ts";
import type { Tick } from "../world/tick.ts";
import { groups, spareSpeed, type Topic, topics } from "./names.ts";

type Kafka = Registry<typeof kafkaContract>;
type Lag = Registry<typeof lagContract>;
type GroupName = keyof typeof groups;

const brokers = 3;
const replicas = 3;
const retention = 7 * 86_400;
/** Seconds that a consumer is behind because it fetches in batches. */
const usualLag = 2;

/**
 * Topics and who reads them: what was produced and not consumed is lag.
 * @param full names of pipelines that take no more
 */
export function kafka(registry: Kafka, lagRegistry: Lag, full: ReadonlySet<string>): (tick: Tick) => void {
  const produced = Object.fromEntries(
    Object.entries(topics).map(([topic, { peak }]) => [topic, peak * meanDemand * retention]),
  ) as Record<Topic, number>;
  const behind = Object.fromEntries(Object.keys(groups).map((group) => [group, 0])) as Record<GroupName, number>;
  return (tick) => {
    const { conditions, flows, elapsed } = tick;
    registry.set("kafka_brokers", {}, brokers - conditions.brokersLost);
    for (let id = 0; id < brokers - conditions.brokersLost; id++)
      registry.set("kafka_broker_info", { id: String(id), address: `kafka-${id}:9092` }, 1);
    for (const topic of Object.keys(topics) as Topic[]) {
      produced[topic] += flows[topics[topic].flow] * elapsed;
      updateTopic(registry, topic, produced[topic], conditions.brokersLost);
    }
    for (const group of Object.keys(groups) as GroupName[]) {
      behind[group] = read(group, behind[group], full.has(group.replace("etl-", "")), tick);
      updateGroup(
        registry,
        lagRegistry,
        { group, produced: produced[groups[group].topic], behind: behind[group] },
        tick,
      );
    }
  };
}

/** Offsets and replicas of a topic's partitions. Broker 2 is the one that is lost. */
function updateTopic(registry: Kafka, topic: Topic, produced: number, lost: number): void {
  const { partitions } = topics[topic];
  registry.set("kafka_topic_partitions", { topic }, partitions);
  for (let index = 0; index < partitions; index++) {
    const labels = { topic, partition: String(index) };
    const preferred = index % brokers;
    const moved = preferred >= brokers - lost;
    const kept = (topics[topic].peak * meanDemand * retention) / partitions;
    const newest = Math.round((produced / partitions) * (1 + (index - partitions / 2) * 0.01));
    registry.set("kafka_topic_partition_current_offset", labels, newest);
    registry.set("kafka_topic_partition_oldest_offset", labels, Math.max(0, Math.round(newest - kept)));
    registry.set("kafka_topic_partition_replicas", labels, replicas);
    registry.set("kafka_topic_partition_in_sync_replica", labels, replicas - lost);
    registry.set("kafka_topic_partition_under_replicated_partition", labels, lost > 0 ? 1 : 0);
    registry.set("kafka_topic_partition_leader", labels, moved ? 0 : preferred);
    registry.set("kafka_topic_partition_leader_is_preferred", labels, moved ? 0 : 1);
  }
}

/** Messages that a group is behind after this tick. */
function read(group: GroupName, behind: number, blocked: boolean, { conditions, flows, elapsed }: Tick): number {
  const { topic } = groups[group];
  const entering = flows[topics[topic].flow];
  const usualSpeed = topics[topic].peak * spareSpeed;
  const speed = blocked ? 0 : usualSpeed * (group === "fraud-scorer" ? conditions.scorerSpeed : 1);
  return Math.max(0, behind + (entering - speed) * elapsed);
}

interface GroupFacts {
  readonly group: GroupName;
  readonly produced: number;
  /** Messages, beside those that are always under way. */
  readonly behind: number;
}

function updateGroup(
  registry: Kafka,
  lagRegistry: Lag,
  { group, produced, behind }: GroupFacts,
  { flows, near }: Tick,
): void {
  const { topic, members } = groups[group];
  const { partitions } = topics[topic];
  const entering = flows[topics[topic].flow];
  const lag = behind + near(`${group} lag`, entering * usualLag, 0.4);
  const seconds = lag / Math.max(entering, 0.1);
  const consumer = { consumergroup: group, topic };
  const byGroup = { cluster_name: "bigdata", group };
  for (let index = 0; index < partitions; index++) {
    const partition = String(index);
    const share = Math.round(lag / partitions);
    const newest = Math.round((produced / partitions) * (1 + (index - partitions / 2) * 0.01));
    registry.set("kafka_consumergroup_current_offset", { ...consumer, partition }, newest - share);
    registry.set("kafka_consumergroup_lag", { ...consumer, partition }, share);
    const member = `${group}-${index % members}`;
    const assigned = {
      ...byGroup,
      topic,
      partition,
      client_id: member,
      consumer_id: member,
      member_host: `/${member}`,
    };
    lagRegistry.set("kafka_consumergroup_group_lag", assigned, share);
    lagRegistry.set("kafka_consumergroup_group_lag_seconds", assigned, seconds);
    lagRegistry.set("kafka_consumergroup_group_offset", assigned, newest - share);
  }
  registry.set("kafka_consumergroup_current_offset_sum", consumer, Math.round(produced - lag));
  registry.set("kafka_consumergroup_lag_sum", consumer, Math.round(lag));
  registry.set("kafka_consumergroup_members", { consumergroup: group }, members);
  lagRegistry.set("kafka_consumergroup_group_max_lag", byGroup, Math.round(lag / partitions));
  lagRegistry.set("kafka_consumergroup_group_max_lag_seconds", byGroup, seconds);
  lagRegistry.set("kafka_consumergroup_group_sum_lag", byGroup, Math.round(lag));
  lagRegistry.set("kafka_consumergroup_group_topic_sum_lag", { ...byGroup, topic }, Math.round(lag));
}
