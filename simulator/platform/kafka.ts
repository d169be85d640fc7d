import type kafkaContract from "bigdata-monitoring/catalogs/kafka-exporter";
import type lagContract from "bigdata-monitoring/catalogs/kafka-lag-exporter";
import { type ConsumerGroup, type Platform, type Topic, topicOf, topSpeed, writtenTo } from "../platforms/platform.ts";
import type { Registry } from "../world/registry.ts";
import type { Tick } from "../world/tick.ts";

type Kafka = Registry<typeof kafkaContract>;
type Lag = Registry<typeof lagContract>;

const replicas = 3;
const retention = 7 * 86_400;
/** Seconds that a consumer is behind because it fetches in batches. */
const usualLag = 2;
/** The partition that nobody reads while one is stuck. */
const stuckPartition = 2;

/**
 * Topics and who reads them: what was produced and not consumed is lag.
 * @param full names of pipelines that take no more
 * @param running names of batch pipelines that read now
 */
export function kafka(
  registry: Kafka,
  lagRegistry: Lag,
  platform: Platform,
  { full, running }: { readonly full: ReadonlySet<string>; readonly running: ReadonlySet<string> },
): (tick: Tick) => void {
  const { brokers } = platform;
  const topics = Object.entries(platform.topics).map(([name, topic]) => {
    // What a full retention holds when the world begins.
    const kept = topic.peak * platform.demand.curve.mean * retention;
    return { name, topic, kept, produced: kept };
  });
  const groups = Object.entries(platform.groups).map(([name, group]) => ({
    ...{ name, group, behind: 0, stuckAt: undefined as number | undefined },
    topic: topicOf(platform, group.topic),
    stream: topics.find((one) => one.name === group.topic) as (typeof topics)[number],
    isFirst: group.topic === topics[0]?.name && group.members > 0,
  }));
  return (tick) => {
    const { conditions, flows, elapsed } = tick;
    registry.set("kafka_brokers", {}, brokers - conditions.brokersLost);
    for (let id = 0; id < brokers; id++) {
      const isThere = id < brokers - conditions.brokersLost;
      registry.set("kafka_broker_info", { id: String(id), address: `kafka-${id}:9092` }, isThere ? 1 : undefined);
    }
    for (const one of topics) {
      one.produced += writtenTo(one.topic, flows) * elapsed;
      updateTopic(registry, one, { brokers, lost: conditions.brokersLost });
    }
    for (const one of groups) {
      const reads = one.group.batch === undefined || running.has(one.group.batch);
      const blocked = full.has(one.name.replace("etl-", "")) || one.group.members === 0 || !reads;
      one.behind = Math.min(read(one, blocked, tick), one.stream.kept);
      const { partitions } = one.topic;
      const isStuck = one.isFirst && conditions.partitionStuck >= 1;
      const committed = newestOffset(one.stream.produced, partitions, stuckPartition) - one.behind / partitions;
      one.stuckAt = isStuck ? (one.stuckAt ?? Math.round(committed)) : undefined;
      const members = reads ? one.group.members : 0;
      updateGroup(registry, lagRegistry, { ...one, produced: one.stream.produced, members }, tick);
    }
  };
}

interface Messages {
  readonly name: string;
  readonly topic: Topic;
  /** In the topic at most. */
  readonly kept: number;
  readonly produced: number;
}

/** Offsets and replicas of a topic's partitions. The broker with the highest id is the one that is lost. */
function updateTopic(
  registry: Kafka,
  { name: topic, topic: { partitions }, kept, produced }: Messages,
  { brokers, lost }: { readonly brokers: number; readonly lost: number },
): void {
  registry.set("kafka_topic_partitions", { topic }, partitions);
  for (let index = 0; index < partitions; index++) {
    const labels = { topic, partition: String(index) };
    const preferred = index % brokers;
    const moved = preferred >= brokers - lost;
    // Of more brokers than replicas, only some had the partition.
    const affected =
      lost > 0 && Array.from({ length: replicas }, (_, i) => (preferred + i) % brokers).includes(brokers - 1);
    const newest = newestOffset(produced, partitions, index);
    registry.set("kafka_topic_partition_current_offset", labels, newest);
    registry.set("kafka_topic_partition_oldest_offset", labels, Math.max(0, Math.round(newest - kept / partitions)));
    registry.set("kafka_topic_partition_replicas", labels, replicas);
    registry.set("kafka_topic_partition_in_sync_replica", labels, replicas - (affected ? lost : 0));
    registry.set("kafka_topic_partition_under_replicated_partition", labels, affected ? 1 : 0);
    registry.set("kafka_topic_partition_leader", labels, moved ? 0 : preferred);
    registry.set("kafka_topic_partition_leader_is_preferred", labels, moved ? 0 : 1);
  }
}

const newestOffset = (produced: number, partitions: number, index: number): number =>
  Math.round((produced / partitions) * (1 + (index - partitions / 2) * 0.01));

interface Reader {
  readonly name: string;
  readonly group: ConsumerGroup;
  readonly topic: Topic;
  readonly behind: number;
}

/** Messages that a group is behind after this tick. */
function read({ name, group, topic, behind }: Reader, blocked: boolean, { conditions, flows, elapsed }: Tick): number {
  // A batch reads in minutes what was written in a day.
  const top = topSpeed(topic) * (group.batch === undefined ? 1 : 100);
  const speed = blocked ? 0 : top * (name === "fraud-scorer" ? conditions.scorerSpeed : 1);
  return Math.max(0, behind + (writtenTo(topic, flows) - speed) * elapsed);
}

interface GroupFacts extends Reader {
  readonly members: number;
  readonly produced: number;
  /** The offset at which nobody reads a partition any more. */
  readonly stuckAt: number | undefined;
}

function updateGroup(registry: Kafka, lagRegistry: Lag, facts: GroupFacts, { flows, near }: Tick): void {
  const {
    name: group,
    group: { topic: topicName },
    topic,
    members,
    produced,
    behind,
    stuckAt,
  } = facts;
  const { partitions } = topic;
  const entering = writtenTo(topic, flows);
  const spread = behind + (facts.group.members > 0 ? near(`${group} lag`, entering * usualLag, 0.4) : 0);
  const newest = (index: number) => newestOffset(produced, partitions, index);
  const stuck = stuckAt === undefined ? 0 : newest(stuckPartition) - stuckAt;
  const shareOf = (index: number) =>
    stuckAt !== undefined && index === stuckPartition ? stuck : Math.round(spread / partitions);
  const lags = Array.from({ length: partitions }, (_, index) => shareOf(index));
  const lag = lags.reduce((sum, share) => sum + share, 0);
  const perSecond = Math.max(entering, 0.1);
  const seconds = Math.max(spread / perSecond, (stuck * partitions) / perSecond);
  const consumer = { consumergroup: group, topic: topicName };
  const byGroup = { cluster_name: "bigdata", group };
  for (const [index, share] of lags.entries()) {
    const partition = String(index);
    const offset = newest(index) - share;
    registry.set("kafka_consumergroup_current_offset", { ...consumer, partition }, offset);
    registry.set("kafka_consumergroup_lag", { ...consumer, partition }, share);
    const member = `${group}-${index % Math.max(members, 1)}`;
    const assigned = {
      ...byGroup,
      topic: topicName,
      partition,
      client_id: member,
      consumer_id: member,
      member_host: `/${member}`,
    };
    lagRegistry.set("kafka_consumergroup_group_lag", assigned, share);
    lagRegistry.set("kafka_consumergroup_group_lag_seconds", assigned, seconds);
    lagRegistry.set("kafka_consumergroup_group_offset", assigned, offset);
  }
  registry.set("kafka_consumergroup_current_offset_sum", consumer, Math.round(produced - lag));
  registry.set("kafka_consumergroup_lag_sum", consumer, lag);
  registry.set("kafka_consumergroup_members", { consumergroup: group }, members);
  lagRegistry.set("kafka_consumergroup_group_max_lag", byGroup, Math.max(...lags));
  lagRegistry.set("kafka_consumergroup_group_max_lag_seconds", byGroup, seconds);
  lagRegistry.set("kafka_consumergroup_group_sum_lag", byGroup, lag);
  lagRegistry.set("kafka_consumergroup_group_topic_sum_lag", { ...byGroup, topic: topicName }, lag);
}
