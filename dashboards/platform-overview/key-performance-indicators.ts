import { Dollars, OpsPerSecond, PercentUnit, RecordsPerSecond, Seconds } from "@grafana/grafana-foundation-sdk/units";
import { line, promql, row } from "bigdata-monitoring";
import { above, below, boardLink, fixedColor, query, stacked, stat, timeseries } from "bigdata-monitoring/panels";
import { job } from "../../stack.ts";
import { thresholds } from "../../thresholds.ts";

const business = [boardLink("Business Metrics", "business")];
const fraud = [boardLink("Fraud Detection & ML", "fraud-ml")];
const etl = [boardLink("ETL & Data Processing", "etl")];
const kafka = [boardLink("Kafka & Streaming", "kafka")];

const lagByGroup = promql`kafka_consumergroup_group_max_lag_seconds{${job("kafka-lag-exporter")}}`;

const numbers = line(4, [
  stat("Revenue, 1 h", {
    description: "Revenue booked within the last hour, before refunds.",
    unit: Dollars,
    queries: [query(promql`sum(increase(revenue_usd_total{${job("transactions")}}[1h]))`)],
  }).dataLinks(business),
  stat("Throughput", {
    description: "Transactions that ended, whatever their end.",
    unit: OpsPerSecond,
    queries: [query(promql`sum(platform:transactions:rate5m)`)],
  }).dataLinks(business),
  stat("Our failures", {
    description: "Share of the transactions that ended in an error of the platform.",
    unit: PercentUnit,
    thresholds: above(thresholds.business.failed),
    queries: [
      query(promql`
        sum(rate(transactions_total{${job("transactions")},status="failed"}[$__rate_interval]))
        / sum(rate(transactions_total{${job("transactions")}}[$__rate_interval]))`),
    ],
  })
    .decimals(2)
    .dataLinks(business),
  stat("Called fraud", {
    description: "Share of the predictions that called fraud: sent to review or blocked.",
    unit: PercentUnit,
    thresholds: above(thresholds.fraud.rate),
    queries: [query(promql`max(platform:fraud_called:ratio_rate15m)`)],
  }).dataLinks(fraud),
  stat("Caught", {
    description: "Recall: of the last day's transactions that turned out to be fraud, the share that was called.",
    unit: PercentUnit,
    thresholds: below(thresholds.models.recall),
    queries: [query(promql`min(fraud_recall_ratio{${job("fraud-detection-exporter")},window="24h"})`)],
  }).dataLinks(fraud),
  stat("Oldest data", {
    description: "Age of the newest record in the sink, of the pipeline that is furthest behind.",
    unit: Seconds,
    thresholds: above(thresholds.etl.sinkAge),
    queries: [query(promql`max(pipeline:etl_sink_age_seconds:max)`)],
  }).dataLinks(etl),
  stat("Worst lag", {
    description: "How long ago the message was written that the slowest consumer group is reading now.",
    unit: Seconds,
    thresholds: above(thresholds.kafka.lagSeconds),
    queries: [query(promql`max(${lagByGroup})`)],
  }).dataLinks(kafka),
  stat("Data quality", {
    description: "Share of the checks that passed, in the worst dimension of the worst dataset.",
    unit: PercentUnit,
    thresholds: below(thresholds.dataQuality.score),
    queries: [query(promql`min(data_quality_score_ratio{${job("data-quality-exporter")}})`)],
  }).dataLinks(etl),
]);

const trends = line(7, [
  stacked("Transactions, by end", {
    description: "Approved, declined by the bank, blocked by fraud detection, failed by our fault.",
    unit: OpsPerSecond,
    queries: [
      query(promql`sum by (status) (rate(transactions_total{${job("transactions")}}[$__rate_interval]))`, "{{status}}"),
    ],
  })
    .overrideByName("approved", fixedColor("green"))
    .overrideByName("declined", fixedColor("yellow"))
    .overrideByName("blocked", fixedColor("purple"))
    .overrideByName("failed", fixedColor("red"))
    .links(business),
  stacked("Records in, by pipeline", {
    description: "Records that entered each ETL pipeline.",
    unit: RecordsPerSecond,
    queries: [query(promql`sum by (pipeline) (pipeline:etl_records_ingested:rate5m)`, "{{pipeline}}")],
  }).links(etl),
  timeseries("Consumer lag, by group", {
    description: "How old the newest message is that each group has read. The limits are those of the alerts.",
    unit: Seconds,
    thresholds: above(thresholds.kafka.lagSeconds),
    queries: [query(promql`max by (group) (${lagByGroup})`, "{{group}}")],
  }).links(kafka),
]);

export const keyPerformanceIndicators = row("Key performance indicators", numbers, trends);
