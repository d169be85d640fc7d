import { collapsedRow, line, panels, promql, units } from "bigdata-monitoring";
import { job } from "../../stack.ts";
import { thresholds } from "../../thresholds.ts";

const { lokiLatency, notificationFailures, ruleGroupTime } = thresholds.monitoring;

const ruleDuration = promql`prometheus_rule_group_last_duration_seconds{${job("prometheus")}}`;
const ruleInterval = promql`prometheus_rule_group_interval_seconds{${job("prometheus")}}`;
const lokiRequests = promql`loki_request_duration_seconds_bucket{${job("loki")},route!~".*tail.*"}`;

const metricsAndAlerts = line(8, [
  panels.withBaselineBand("Active series vs. baseline", {
    description: "Series that Prometheus holds in memory. A sudden rise usually means a label with too many values.",
    unit: units.Short,
    now: promql`max(instance:prometheus_series:max)`,
    least: promql`max(instance:prometheus_series:max_baseline_min)`,
    most: promql`max(instance:prometheus_series:max_baseline_max)`,
  }),
  panels.timeseries("Scrape duration by job", {
    description: "Shows the five slowest jobs.",
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
  panels.timeseries("Rule evaluation, share of interval", {
    description:
      "Evaluation time of a rule group as a share of its interval. Shows the three highest. Above 100 %, Prometheus skips evaluations.",
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
    .timeseries("Failed notifications", {
      description:
        "Share of notifications that could not be delivered, by integration. The thresholds are those of the alerts.",
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
  panels.withBaselineBand("Log lines vs. baseline", {
    description: "Lines that Loki receives. The band shows the values around this time a day and a week ago.",
    unit: units.CountsPerSecond,
    now: promql`sum(instance:loki_lines:rate5m)`,
    least: promql`sum(instance:loki_lines:rate5m_baseline_min)`,
    most: promql`sum(instance:loki_lines:rate5m_baseline_max)`,
  }),
  panels.timeseries("Log lines sent and dropped", {
    description: "Lines that the log collector sends to Loki, and lines that it drops.",
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
  panels.timeseries("Loki request duration, p99", {
    description: "Shows the five slowest routes, without live tailing. The threshold is that of the alert.",
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
  panels.timeseries("Grafana requests by status", {
    description: "HTTP requests to Grafana. 5xx means an error in Grafana.",
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
