import { collapsedRow, line, panels, promql, units } from "bigdata-monitoring";
import { job } from "../../stack.ts";
import { thresholds } from "../../thresholds.ts";

const { lokiLatency, notificationFailures, ruleGroupTime } = thresholds.monitoring;

const ruleDuration = promql`prometheus_rule_group_last_duration_seconds{${job("prometheus")}}`;
const ruleInterval = promql`prometheus_rule_group_interval_seconds{${job("prometheus")}}`;
const lokiRequests = promql`loki_request_duration_seconds_bucket{${job("loki")},route!~".*tail.*"}`;

const metricsAndAlerts = line(8, [
  panels.withBaselineBand("Series against the usual", {
    description: "Series that Prometheus holds in memory. A jump is a label that grows without end.",
    unit: units.Short,
    now: promql`max(instance:prometheus_series:max)`,
    least: promql`max(instance:prometheus_series:max_baseline_min)`,
    most: promql`max(instance:prometheus_series:max_baseline_max)`,
  }),
  panels.timeseries("Time of a scrape, by job", {
    description: "The five jobs whose scrapes take longest.",
    unit: units.Seconds,
    queries: [
      panels.query(
        panels.topSeries(
          5,
          promql`max by (job) (scrape_duration_seconds)`,
          promql`max by (job) (avg_over_time(scrape_duration_seconds[$__range] @ end()))`,
        ),
        "{{job}}",
      ),
    ],
  }),
  panels.timeseries("Rule groups: time of their interval", {
    description:
      "Share of its interval that a group's evaluation needs: the three that need most. Above 100 % evaluations are skipped.",
    unit: units.PercentUnit,
    thresholds: panels.thresholds.above(ruleGroupTime),
    queries: [
      panels.query(
        panels.topSeries(
          3,
          promql`max by (rule_group) (${ruleDuration} / ${ruleInterval})`,
          promql`max by (rule_group) (avg_over_time(${ruleDuration}[$__range] @ end()) / ${ruleInterval} @ end())`,
        ),
        "{{rule_group}}",
      ),
    ],
  }),
  panels
    .timeseries("Notifications that failed", {
      description: "Share of the notifications that a receiver did not take. The limits are those of the alerts.",
      unit: units.PercentUnit,
      thresholds: panels.thresholds.above(notificationFailures),
      queries: [
        panels.query(
          promql`
          sum by (integration) (rate(alertmanager_notifications_failed_total{${job("alertmanager")}}[$__rate_interval]))
          / (sum by (integration) (rate(alertmanager_notifications_total{${job("alertmanager")}}[$__rate_interval])) > 0)`,
          "{{integration}}",
        ),
      ],
    })
    .axisSoftMax(0.1),
]);

const logsAndBoards = line(8, [
  panels.withBaselineBand("Log lines against the usual", {
    description: "Lines that Loki receives. The band is what it received around this time a day and a week ago.",
    unit: units.CountsPerSecond,
    now: promql`sum(instance:loki_lines:rate5m)`,
    least: promql`sum(instance:loki_lines:rate5m_baseline_min)`,
    most: promql`sum(instance:loki_lines:rate5m_baseline_max)`,
  }),
  panels.timeseries("Log lines sent", {
    description: "Lines that the collector hands to Loki, and those that it had to drop.",
    unit: units.CountsPerSecond,
    queries: [
      panels.query(
        promql`sum(rate(loki_write_sent_entries_total{${job("alloy")}}[$__rate_interval]))`,
        "sent by Alloy",
      ),
      panels.query(
        promql`sum(rate(promtail_sent_entries_total{${job("promtail")}}[$__rate_interval]))`,
        "sent by Promtail",
      ),
      panels.query(
        promql`sum(rate(loki_write_dropped_entries_total{${job("alloy")}}[$__rate_interval]))`,
        "dropped by Alloy",
      ),
      panels.query(
        promql`sum(rate(promtail_dropped_entries_total{${job("promtail")}}[$__rate_interval]))`,
        "dropped by Promtail",
      ),
    ],
  }),
  panels.timeseries("Loki's requests, 99th percentile", {
    description: "Of the slowest five routes; following logs live is left out. The limit is that of the alert.",
    unit: units.Seconds,
    thresholds: panels.thresholds.above(lokiLatency),
    queries: [
      panels.query(
        panels.topSeries(
          5,
          promql`histogram_quantile(0.99, sum by (route, le) (rate(${lokiRequests}[$__rate_interval])))`,
          promql`histogram_quantile(0.99, sum by (route, le) (rate(${lokiRequests}[$__range] @ end())))`,
        ),
        "{{route}}",
      ),
    ],
  }),
  panels.timeseries("Grafana's requests, by status", {
    description: "Answers to people and browsers. 5xx are Grafana's fault.",
    unit: units.OpsPerSecond,
    queries: [
      panels.query(
        promql`
          sum by (status_code) (rate(grafana_http_request_duration_seconds_count{${job("grafana")}}[$__rate_interval]))`,
        "{{status_code}}",
      ),
    ],
  }),
]);

export const monitoringStack = collapsedRow("Monitoring stack", metricsAndAlerts, logsAndBoards);
