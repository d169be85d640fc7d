import { line, panels, promql, row, units } from "bigdata-monitoring";
import { thresholds } from "../../thresholds.ts";
import { groups, laggingGroups } from "./selectors.ts";

const { lagMessages, lagSeconds, lagOfRetention } = thresholds.kafka;

const lag = promql`sum by (consumergroup, topic) (consumergroup_topic:kafka_lag:sum{${groups}})`;

const overTime = line(8, [
  panels.timeseries("Time lag by group", {
    description: "Age of the newest message that each group has read. The thresholds are those of the alerts.",
    unit: units.Seconds,
    thresholds: panels.thresholds.above(lagSeconds),
    queries: [
      panels.query(promql`max by (group) (kafka_consumergroup_group_max_lag_seconds{${laggingGroups}})`, "{{group}}"),
    ],
  }),
  panels
    .timeseries("Message lag by group and topic", {
      description: "Messages that each group has not read yet. The threshold is that of the alert.",
      unit: units.Short,
      thresholds: panels.thresholds.above(lagMessages),
      queries: [panels.query(lag, "{{consumergroup}} · {{topic}}")],
    })
    .legend(panels.sideLegend())
    .span(10),
  panels
    .timeseries("Lag change rate by group", {
      description: "Change of each group's lag. Above zero the group falls behind, below zero it catches up.",
      unit: units.MessagesPerSecond,
      queries: [
        panels.query(
          promql`sum by (consumergroup) (deriv(consumergroup_topic:kafka_lag:sum{${groups}}[10m]))`,
          "{{consumergroup}}",
        ),
      ],
    })
    .axisCenteredZero(true),
]);

const inDetail = line(8, [
  panels
    .table("Consumer groups", {
      description: "Lag and consumption of each group on each topic. A group without members reads nothing.",
      labels: { consumergroup: "Group", topic: "Topic" },
      values: [
        { title: "Lag", unit: units.Short, expr: lag, thresholds: panels.thresholds.above(lagMessages) },
        {
          title: "Consumed",
          unit: units.MessagesPerSecond,
          width: 110,
          expr: promql`sum by (consumergroup, topic) (consumergroup_topic:kafka_consumed:rate5m{${groups}})`,
        },
      ],
    })
    .sortBy(panels.byColumn("Lag", "descending"))
    .span(13)
    .links([panels.dashboardLink("ETL pipelines", "etl")]),
  panels
    .barGauge("Lag as share of retention", {
      description:
        "Messages that a group has not read yet, as a share of the retained messages. At 100 %, Kafka deletes unread messages.",
      unit: units.PercentUnit,
      thresholds: panels.thresholds.above(lagOfRetention),
      queries: [
        panels.instant(
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
