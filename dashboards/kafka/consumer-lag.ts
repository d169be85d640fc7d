import { MessagesPerSecond, PercentUnit, Seconds, Short } from "@grafana/grafana-foundation-sdk/units";
import { line, promql, row } from "bigdata-monitoring";
import {
  above,
  barGauge,
  boardLink,
  byColumn,
  instant,
  query,
  sideLegend,
  table,
  timeseries,
} from "bigdata-monitoring/panels";
import { thresholds } from "../../thresholds.ts";
import { groups, laggingGroups } from "./selectors.ts";

const { lagMessages, lagSeconds, lagOfRetention } = thresholds.kafka;

const lag = promql`sum by (consumergroup, topic) (consumergroup_topic:kafka_lag:sum{${groups}})`;

const overTime = line(8, [
  timeseries("Lag in time, by group", {
    description: "How old the newest message is that each group has read. The limits are those of the alerts.",
    unit: Seconds,
    thresholds: above(lagSeconds),
    queries: [query(promql`max by (group) (kafka_consumergroup_group_max_lag_seconds{${laggingGroups}})`, "{{group}}")],
  }),
  timeseries("Lag in messages, by group and topic", {
    description: "Messages that each group has still to read. The limit is that of the alert.",
    unit: Short,
    thresholds: above(lagMessages),
    queries: [query(lag, "{{consumergroup}} · {{topic}}")],
  })
    .legend(sideLegend())
    .span(10),
  timeseries("Falling behind or catching up", {
    description: "How fast each group's lag changes: above zero it falls behind, below it catches up.",
    unit: MessagesPerSecond,
    queries: [
      query(
        promql`sum by (consumergroup) (deriv(consumergroup_topic:kafka_lag:sum{${groups}}[10m]))`,
        "{{consumergroup}}",
      ),
    ],
  }).axisCenteredZero(true),
]);

const inDetail = line(8, [
  table("Groups", {
    description: "Where each group stands on each topic. A group without members reads nothing.",
    labels: { consumergroup: "Group", topic: "Topic" },
    values: [
      { title: "Lag", unit: Short, expr: lag, thresholds: above(lagMessages) },
      {
        title: "Consumed",
        unit: MessagesPerSecond,
        width: 110,
        expr: promql`sum by (consumergroup, topic) (consumergroup_topic:kafka_consumed:rate5m{${groups}})`,
      },
    ],
  })
    .sortBy(byColumn("Lag", "descending"))
    .span(13)
    .links([boardLink("Which pipelines suffer from it", "etl")]),
  barGauge("Closest to losing messages", {
    description:
      "What each group has still to read, as a share of what the topic retains. At 100 % Kafka deletes messages that nobody has read.",
    unit: PercentUnit,
    thresholds: above(lagOfRetention),
    queries: [
      instant(
        promql`topk(8, max by (consumergroup, topic) (consumergroup_topic:kafka_lag_of_retained:ratio{${groups}}))`,
        "{{consumergroup}} · {{topic}}",
      ),
    ],
  })
    .decimals(1)
    .min(0)
    .max(1),
]);

export const consumerLag = row("Consumer lag", overTime, inDetail);
