// Scrape targets of all jobs.
import { alert, defineRules, promql, rowRef } from "bigdata-monitoring";
import { thresholds } from "../thresholds.ts";

const about = {
  team: "monitoring",
  domain: "monitoring",
  concern: "performance",
  dashboard: rowRef("platform-overview", "Service status matrix"),
} as const;

// Services that users depend on directly. Hosts, PostgreSQL and log collectors have their own alerts.
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
      description: "It has not answered a scrape for 2 minutes. Its users are affected.",
      action:
        "Run `docker ps -a --filter name=bigdata-{{ $labels.job }}` and `docker logs --tail 100 bigdata-{{ $labels.job }}`.",
    }),

    // Users are not affected, but failures of the monitored service are not detected.
    alert("ExporterDown", {
      ...about,
      expr: promql`up{${elsewhere}} == 0`,
      for: "5m",
      severity: "warning",
      summary: "Exporter {{ $labels.job }} at {{ $labels.instance }} is down",
      description: "The state of the service that it monitors is unknown, and none of its alerts can fire.",
      action:
        "Run `docker logs --tail 100 bigdata-{{ $labels.job }}`. A changed password or address of its target is the usual reason.",
    }),

    // If a job is removed from the configuration, its alerts cannot fire.
    alert("JobMissing", {
      ...about,
      expr: promql`group by (job) (up offset 1h) unless group by (job) (up)`,
      for: "5m",
      severity: "warning",
      summary: "No target of {{ $labels.job }} is scraped any more",
      description: "There was a target an hour ago. Panels of this job are empty, and its alerts cannot fire.",
      action:
        "Compare the deployed `prometheus.yml` with the output of `npm run build`. If the service was retired, remove its rules as well.",
    }),

    // The longest configured timeout is 10 s.
    alert("ScrapeSlow", {
      ...about,
      expr: promql`avg_over_time(scrape_duration_seconds[10m]) > ${thresholds.monitoring.scrapeTime * 10}`,
      for: "15m",
      severity: "warning",
      summary: "A scrape of {{ $labels.job }} at {{ $labels.instance }} takes {{ $value | humanizeDuration }}",
      description: "When the scrape reaches its timeout, panels have gaps and a false down alert fires.",
      action: "Check for too many series or a slow backend. Disable collectors that nobody uses.",
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
      description: "It still answers scrapes, but its values are from that time.",
      action: "Check its poll errors by reason, and run `docker logs bigdata-{{ $labels.job }}`.",
    }),
  ],
});
