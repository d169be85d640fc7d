import { line, panels, promql, row, units } from "bigdata-monitoring";
import { job } from "../../stack.ts";
import { thresholds } from "../../thresholds.ts";
import { streamPipelines } from "../etl/selectors.ts";
import { streamGroups } from "../kafka/selectors.ts";

const business = [panels.dashboardLink("Business Metrics", "business")];
const fraud = [panels.dashboardLink("Fraud Detection & ML", "fraud-ml")];
const etl = [panels.dashboardLink("ETL & Data Processing", "etl")];
const kafka = [panels.dashboardLink("Kafka & Streaming", "kafka")];

const lagByGroup = promql`kafka_consumergroup_group_max_lag_seconds{${job("kafka-lag-exporter")}}`;

const numbers = line(4, [
  panels
    .stat("Revenue, 1 h", {
      description: "Revenue booked in the last hour, before refunds.",
      unit: units.Dollars,
      queries: [panels.query(promql`sum(increase(revenue_usd_total{${job("transactions")}}[1h]))`)],
    })
    .dataLinks(business),
  panels
    .stat("Throughput", {
      description: "Transactions that ended, with any status.",
      unit: units.OpsPerSecond,
      queries: [panels.query(promql`sum(platform:transactions:rate5m)`)],
    })
    .dataLinks(business),
  panels
    .stat("Failure rate", {
      description: "Share of transactions that failed because of an error in the platform.",
      unit: units.PercentUnit,
      thresholds: panels.thresholds.above(thresholds.business.failed),
      queries: [
        panels.query(promql`
        sum(rate(transactions_total{${job("transactions")},status="failed"}[$__rate_interval]))
        / sum(rate(transactions_total{${job("transactions")}}[$__rate_interval]))`),
      ],
    })
    .decimals(2)
    .dataLinks(business),
  panels
    .stat("Fraud rate", {
      description: "Share of predictions that flagged a transaction as fraud: review or block.",
      unit: units.PercentUnit,
      thresholds: panels.thresholds.above(thresholds.fraud.rate),
      queries: [panels.query(promql`max(platform:fraud_called:ratio_rate15m)`)],
    })
    .dataLinks(fraud),
  panels
    .stat("Fraud recall", {
      description: "Share of confirmed fraud that the model flagged, over the last 24 hours. Shows the lowest model.",
      unit: units.PercentUnit,
      thresholds: panels.thresholds.below(thresholds.models.recall),
      queries: [panels.query(promql`min(fraud_recall_ratio{${job("fraud-detection-exporter")},window="24h"})`)],
    })
    .dataLinks(fraud),
  panels
    .stat("Data age", {
      description:
        "Age of the newest record in the sink, for the pipeline that is furthest behind. Batches are left out.",
      unit: units.Seconds,
      thresholds: panels.thresholds.above(thresholds.etl.sinkAge),
      queries: [panels.query(promql`max(pipeline:etl_sink_age_seconds:max and ${streamPipelines})`)],
    })
    .noValue("batches")
    .dataLinks(etl),
  panels
    .stat("Max lag", {
      description:
        "Age of the newest message that the slowest consumer group has read. Groups that read in batches are left out.",
      unit: units.Seconds,
      thresholds: panels.thresholds.above(thresholds.kafka.lagSeconds),
      queries: [
        panels.query(
          promql`max(kafka_consumergroup_group_max_lag_seconds{${job("kafka-lag-exporter")},${streamGroups}})`,
        ),
      ],
    })
    .dataLinks(kafka),
  panels
    .stat("Data quality", {
      description: "Share of data quality checks that passed, for the worst dataset and dimension.",
      unit: units.PercentUnit,
      thresholds: panels.thresholds.below(thresholds.dataQuality.score),
      queries: [panels.query(promql`min(data_quality_score_ratio{${job("data-quality-exporter")}})`)],
    })
    .dataLinks(etl),
]);

const trends = line(7, [
  panels
    .stacked("Transactions by status", {
      description:
        "Approved; declined by the bank; blocked by fraud detection; failed because of an error in the platform.",
      unit: units.OpsPerSecond,
      queries: [
        panels.query(
          promql`sum by (status) (rate(transactions_total{${job("transactions")}}[$__rate_interval]))`,
          "{{status}}",
        ),
      ],
    })
    .overrideByName("approved", panels.fixedColor("green"))
    .overrideByName("declined", panels.fixedColor("yellow"))
    .overrideByName("blocked", panels.fixedColor("purple"))
    .overrideByName("failed", panels.fixedColor("red"))
    .links(business),
  panels
    .stacked("Records ingested by pipeline", {
      description: "Records that enter each ETL pipeline.",
      unit: units.RecordsPerSecond,
      queries: [panels.query(promql`sum by (pipeline) (pipeline:etl_records_ingested:rate5m)`, "{{pipeline}}")],
    })
    .links(etl),
  panels
    .timeseries("Consumer lag by group", {
      description: "Age of the newest message that each group has read. The thresholds are those of the alerts.",
      unit: units.Seconds,
      thresholds: panels.thresholds.above(thresholds.kafka.lagSeconds),
      queries: [panels.query(promql`max by (group) (${lagByGroup})`, "{{group}}")],
    })
    .links(kafka),
]);

export const keyPerformanceIndicators = row("Key performance indicators", numbers, trends);
