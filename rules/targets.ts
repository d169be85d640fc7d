// Does everything that we scrape answer?
import { alert, defineRules, promql } from "bigdata-monitoring";
import { thresholds } from "../thresholds.ts";

const grafana = `{job="grafana",instance="grafana:3000",service="grafana"}`;
const redis = `{job="redis-exporter",instance="redis-exporter:9121"}`;
const about = {
  team: "monitoring",
  domain: "monitoring",
  concern: "performance",
  dashboard: "platform-overview",
} as const;

// These serve somebody themselves. Hosts and PostgreSQL have an alert of their own; of the collectors one is enough.
const services = `job=~"prometheus|alertmanager|grafana|loki|etl|transactions"`;
const elsewhere = `job!~"prometheus|alertmanager|grafana|loki|etl|transactions|node-exporter|postgres-exporter|promtail|alloy|blackbox-(http|tcp|icmp)"`;

export default defineRules({
  interval: "30s",
  rules: [
    alert("ServiceDown", {
      ...about,
      team: "platform",
      domain: "infrastructure",
      concern: "resources",
      expr: promql`up{${services}} == 0`,
      for: "2m",
      severity: "critical",
      summary: "{{ $labels.job }} at {{ $labels.instance }} is down",
      description: "It has not answered a scrape for 2 minutes. Its users have noticed by now.",
      action:
        "Run `docker ps -a --filter name=bigdata-{{ $labels.job }}` and `docker logs --tail 100 bigdata-{{ $labels.job }}`.",
      examples: {
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
    }),

    // Nobody is hurt yet, but if the thing behind it dies now nobody will know.
    alert("ExporterDown", {
      ...about,
      expr: promql`up{${elsewhere}} == 0`,
      for: "5m",
      severity: "warning",
      summary: "Exporter {{ $labels.job }} at {{ $labels.instance }} is down",
      description: "What it watches may be well or not: none of its alerts can fire.",
      action:
        "Run `docker logs --tail 100 bigdata-{{ $labels.job }}`; a changed password or address of its target comes first.",
      examples: {
        fires: [{ series: { [`up${redis}`]: "0x10" }, at: "7m", labels: { job: "redis-exporter" } }],
        quiet: [
          { name: "restarts", series: { [`up${redis}`]: "0x4 1x10" }, at: "7m" },
          { name: "has its own alert", series: { 'up{job="node-exporter",instance="web1"}': "0x10" }, at: "7m" },
          { name: "a service", series: { [`up${grafana}`]: "0x10" }, at: "7m" },
        ],
      },
    }),

    // A job that vanishes from the configuration takes its alerts with it, in silence.
    alert("JobMissing", {
      ...about,
      expr: promql`group by (job) (up offset 1h) unless group by (job) (up)`,
      for: "5m",
      severity: "warning",
      summary: "No target of {{ $labels.job }} is scraped any more",
      description: "It was an hour ago. Its panels are empty and its alerts cannot fire.",
      action:
        "Compare the deployed `prometheus.yml` with `npm run build`; if the service was retired, so should its rules be.",
      examples: {
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
    }),

    // 10s is the longest timeout that we set.
    alert("ScrapeSlow", {
      ...about,
      expr: promql`avg_over_time(scrape_duration_seconds[10m]) > ${thresholds.monitoring.scrapeTime * 10}`,
      for: "15m",
      severity: "warning",
      summary: "A scrape of {{ $labels.job }} at {{ $labels.instance }} takes {{ $value | humanizeDuration }}",
      description: "Soon it runs into its timeout: gaps in the panels, then a false alarm that it is down.",
      action:
        "See what it exposes: too many series, or a backend that answers slowly. Switch off collectors that nobody reads.",
      examples: {
        fires: [
          { series: { [`scrape_duration_seconds${redis}`]: "9x40" }, at: "20m", labels: { job: "redis-exporter" } },
        ],
        quiet: [
          { name: "eight seconds", series: { [`scrape_duration_seconds${redis}`]: "8x40" }, at: "30m" },
          {
            name: "one in three is slow",
            series: { [`scrape_duration_seconds${redis}`]: Array(12).fill("6 6 9").join(" ") },
            at: "30m",
          },
        ],
      },
    }),

    alert("ExporterBackendStale", {
      ...about,
      concern: "data-quality",
      expr: promql`
        time() - mlflow_exporter_last_success_timestamp_seconds > 900
        or time() - fraud_exporter_last_success_timestamp_seconds > 300
        or time() - data_quality_exporter_last_success_timestamp_seconds > 3600`,
      for: "5m",
      severity: "warning",
      summary: "{{ $labels.job }} last read its backend {{ $value | humanizeDuration }} ago",
      description: "It answers scrapes all the same: what it shows is from then.",
      action: "Look at its poll errors by reason, and at `docker logs bigdata-{{ $labels.job }}`.",
      examples: {
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
    }),
  ],
});

function polled(exporter: "mlflow" | "fraud" | "data_quality", timestamp: string) {
  const job = { mlflow: "mlflow", fraud: "fraud-detection", data_quality: "data-quality" }[exporter];
  return { [`${exporter}_exporter_last_success_timestamp_seconds{job="${job}-exporter",instance="e"}`]: timestamp };
}
