import { line, panels, promql, row, units } from "bigdata-monitoring";
import { thresholds } from "../../thresholds.ts";
import { topics } from "./selectors.ts";

// The exporter exposes a partition's leader as a value; count_values makes a label of it.
const leaders = promql`count_values by (topic, partition) ("broker", kafka_topic_partition_leader{${topics}} >= 0)`;

const load = line(8, [
  panels
    .stacked("Messages in by leader", {
      description: "Messages that each broker receives for the partitions that it leads. The load should be even.",
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
    .timeseries("Out-of-sync replicas by topic", {
      description: "Assigned replicas that are not in sync with the leader of their partition.",
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
    .timeseries("Preferred leader ratio", {
      description:
        "Share of partitions that are led by their preferred replica. Low after a broker restart until a preferred leader election.",
      unit: units.PercentUnit,
      thresholds: panels.thresholds.lines(thresholds.kafka.preferredLeaders),
      queries: [panels.query(promql`avg(kafka_topic_partition_leader_is_preferred{${topics}})`, "preferred leaders")],
    })
    .max(1),
  panels
    .barGauge("Leader count by broker", {
      description: "Number of partitions that each broker leads now.",
      unit: units.Short,
      queries: [panels.instant(promql`count by (broker) (${leaders})`, "broker {{broker}}")],
    })
    .min(0),
]);

export const brokerPerformance = row("Broker performance", load);
