import { line, panels, promql, row, units } from "bigdata-monitoring";
import { thresholds } from "../../thresholds.ts";
import { topics } from "./selectors.ts";

// The exporter exposes a partition's leader as a value; count_values makes a label of it.
const leaders = promql`count_values by (topic, partition) ("broker", kafka_topic_partition_leader{${topics}} >= 0)`;

const load = line(8, [
  panels
    .stacked("Messages in, by leader", {
      description: "What each broker takes for the partitions that it leads. Brokers should share it evenly.",
      unit: units.MessagesPerSecond,
      queries: [
        panels.query(
          promql`
          sum by (broker) (
            sum by (topic, partition) (
              clamp_min(deriv(kafka_topic_partition_current_offset{${topics}}[$__rate_interval]), 0)
            )
            * on (topic, partition) group_right () ${leaders}
          )`,
          "broker {{broker}}",
        ),
      ],
    })
    .links([panels.dashboardLink("Hosts and containers", "infrastructure")]),
  panels
    .timeseries("Replicas out of sync, by topic", {
      description: "Replicas assigned to the topic's partitions that are behind their leader.",
      unit: units.Short,
      thresholds: panels.thresholds.steps([1, "red"]),
      queries: [
        panels.query(
          promql`
          sum by (topic) (
            kafka_topic_partition_replicas{${topics}} - kafka_topic_partition_in_sync_replica{${topics}}
          )`,
          "{{topic}}",
        ),
      ],
    })
    .axisSoftMax(1),
  panels
    .timeseries("Led by their preferred broker", {
      description:
        "Share of partitions that the broker leads which was meant to. Low after a restart until leaders are elected again.",
      unit: units.PercentUnit,
      thresholds: panels.thresholds.lines(thresholds.kafka.preferredLeaders),
      queries: [panels.query(promql`avg(kafka_topic_partition_leader_is_preferred{${topics}})`, "preferred leaders")],
    })
    .max(1),
  panels
    .barGauge("Partitions led, by broker", {
      description: "How many partitions each broker leads now.",
      unit: units.Short,
      queries: [panels.instant(promql`count by (broker) (${leaders})`, "broker {{broker}}")],
    })
    .min(0),
]);

export const brokerPerformance = row("Broker performance", load);
