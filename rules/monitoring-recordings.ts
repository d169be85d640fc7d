// Series, log lines and errors of the monitoring stack, for alerts and panels.
import { baseline, defineRules, promql, record } from "bigdata-monitoring";
import { job } from "../stack.ts";

export default defineRules({
  interval: "30s",
  rules: [
    record(
      "instance:prometheus_series:max",
      promql`max by (cluster, job, instance) (prometheus_tsdb_head_series{${job("prometheus")}})`,
      "Series in memory",
    ),
    ...baseline("instance:prometheus_series:max", "series in memory"),
    record(
      "instance:loki_lines:rate5m",
      promql`sum by (cluster, job, instance) (rate(loki_distributor_lines_received_total{${job("loki")}}[5m]))`,
      "Log lines received per second",
    ),
    ...baseline("instance:loki_lines:rate5m", "log lines per second"),
    record(
      "instance:loki_request_errors:ratio_rate5m",
      promql`
        sum by (cluster, job, instance, route) (rate(loki_request_duration_seconds_count{${job("loki")},status_code=~"5.."}[5m]))
          / (sum by (cluster, job, instance, route) (rate(loki_request_duration_seconds_count{${job("loki")}}[5m])) > 0.05)`,
      "Share of requests answered with 5xx, of routes with more than three requests a minute",
    ),
    record(
      "instance:grafana_request_errors:ratio_rate5m",
      promql`
        sum by (cluster, job, instance) (rate(grafana_http_request_duration_seconds_count{${job("grafana")},status_code=~"5.."}[5m]))
          / (sum by (cluster, job, instance) (rate(grafana_http_request_duration_seconds_count{${job("grafana")}}[5m])) > 0.1)`,
      "Share of requests answered with 5xx, where there is more than one in 10 seconds",
    ),
  ],
});
