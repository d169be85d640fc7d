// Do messages flow, and do consumers keep up?
import { defineDashboard, panels, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { brokerPerformance } from "./kafka/broker-performance.ts";
import { consumerLag } from "./kafka/consumer-lag.ts";
import { kafkaLogs } from "./kafka/logs.ts";
import { producerMetrics } from "./kafka/producer-metrics.ts";
import { topicThroughput } from "./kafka/topic-throughput.ts";

export default defineDashboard({
  title: "Kafka & Streaming",
  question: "Do messages flow, and do consumers keep up?",
  tags: ["kafka", "streaming"],
  domains: ["kafka"],
  variables: [
    panels.labelVariable("topic", promql`kafka_topic_partitions{${job("kafka-exporter")}}`),
    panels.labelVariable(
      "consumergroup",
      promql`kafka_consumergroup_lag_sum{${job("kafka-exporter")},topic=~"$topic"}`,
      {
        title: "Consumer group",
      },
    ),
  ],
  rows: [topicThroughput, consumerLag, brokerPerformance, producerMetrics, kafkaLogs],
});
