import { defineExamples } from "bigdata-monitoring";
import type rules from "./targets.ts";

const grafana = `{job="grafana",instance="grafana:3000",service="grafana"}`;
const redis = `{job="redis-exporter",instance="redis-exporter:9121"}`;

export default defineExamples<typeof rules>({
  ServiceDown: {
    fires: [
      {
        series: { [`up${grafana}`]: "1x2 0x10" },
        at: "6m",
        labels: { job: "grafana", service: "grafana" },
        message: "grafana at",
      },
    ],
    quiet: [
      { name: "one missed scrape", series: { [`up${grafana}`]: "1 1 0 1 1 1" }, at: "4m" },
      { name: "an exporter", series: { [`up${redis}`]: "0x10" }, at: "6m" },
    ],
  },

  ExporterDown: {
    fires: [{ series: { [`up${redis}`]: "0x10" }, at: "7m", labels: { job: "redis-exporter" } }],
    quiet: [
      { name: "restarts", series: { [`up${redis}`]: "0x4 1x10" }, at: "7m" },
      { name: "has its own alert", series: { 'up{job="node-exporter",instance="web1"}': "0x10" }, at: "7m" },
      { name: "a service", series: { [`up${grafana}`]: "0x10" }, at: "7m" },
    ],
  },

  JobMissing: {
    fires: [
      {
        name: "three quarters of an hour ago",
        series: { [`up${redis}`]: "1x65 _x60" },
        at: "1h55m",
        labels: { job: "redis-exporter" },
      },
    ],
    quiet: [
      { name: "is down", series: { [`up${redis}`]: "1x65 0x30" }, at: "1h15m" },
      {
        name: "another target is left",
        series: { [`up${redis}`]: "1x65 _x30", 'up{job="redis-exporter",instance="b"}': "1x100" },
        at: "1h15m",
      },
    ],
  },

  ScrapeSlow: {
    fires: [{ series: { [`scrape_duration_seconds${redis}`]: "9x40" }, at: "20m", labels: { job: "redis-exporter" } }],
    quiet: [
      { name: "eight seconds", series: { [`scrape_duration_seconds${redis}`]: "8x40" }, at: "30m" },
      {
        name: "one in three is slow",
        series: { [`scrape_duration_seconds${redis}`]: Array(12).fill("6 6 9").join(" ") },
        at: "30m",
      },
    ],
  },

  ExporterBackendStale: {
    fires: [
      { name: "MLflow", series: polled("mlflow", "0x40"), at: "21m", labels: { job: "mlflow-exporter" } },
      { name: "fraud detection", series: polled("fraud", "0x40"), at: "11m" },
      { name: "data quality", series: polled("data_quality", "-3600x40"), at: "7m" },
    ],
    quiet: [
      { name: "polls", series: polled("mlflow", "0+60x40"), at: "21m" },
      { name: "within its pace", series: polled("data_quality", "0x40"), at: "30m" },
    ],
  },
});

function polled(exporter: "mlflow" | "fraud" | "data_quality", timestamp: string) {
  const job = { mlflow: "mlflow", fraud: "fraud-detection", data_quality: "data-quality" }[exporter];
  return { [`${exporter}_exporter_last_success_timestamp_seconds{job="${job}-exporter",instance="e"}`]: timestamp };
}
