// Prometheus: configuration, rule evaluation, alert delivery and storage.
import { alert, defineRules, promql, rowRef } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const prometheus = job("prometheus");
const limits = thresholds.monitoring;
const about = {
  team: "monitoring",
  domain: "monitoring",
  concern: "performance",
  dashboard: rowRef("platform-overview", "Monitoring stack"),
} as const;

export default defineRules({
  interval: "30s",
  rules: [
    alert("PrometheusConfigRejected", {
      ...about,
      expr: promql`prometheus_config_last_reload_successful{${prometheus}} == 0`,
      for: "5m",
      severity: "warning",
      summary: "Prometheus {{ $labels.instance }} rejected its configuration",
      description:
        "It still uses the old configuration, without new rules and targets. After a restart it will not start.",
      action: "Run `promtool check config prometheus.yml` with the deployed file. It prints the line of the error.",
    }),

    alert("PrometheusRulesFail", {
      ...about,
      expr: promql`increase(prometheus_rule_evaluation_failures_total{${prometheus}}[5m]) > 0`,
      for: "5m",
      severity: "critical",
      summary: "Rules of {{ $labels.rule_group }} cannot be evaluated",
      description: "Alerts of this group cannot fire, and panels that use its recorded series are empty.",
      action:
        "Read the error under Status, Rules in Prometheus. The usual reason is several series where a rule expects one.",
    }),

    // Source: prometheus-mixin, as the four alerts below.
    alert("PrometheusNotIngesting", {
      ...about,
      expr: promql`
        sum by (cluster, job, instance) (rate(prometheus_tsdb_head_samples_appended_total{${prometheus}}[5m])) == 0`,
      for: "10m",
      severity: "critical",
      summary: "Prometheus {{ $labels.instance }} stores no samples",
      description: "It scrapes, but nothing is stored. No other alert can fire, and the time is missing later.",
      action: "Read Prometheus' log for errors of storage, and check the space of ./data/prometheus.",
    }),

    alert("PrometheusRulesSkipped", {
      ...about,
      expr: promql`increase(prometheus_rule_group_iterations_missed_total{${prometheus}}[5m]) > 0`,
      for: "15m",
      severity: "warning",
      summary: "Prometheus {{ $labels.instance }} skips evaluations of {{ $labels.rule_group }}",
      description: "Alerts of this group fire late, and recorded series have gaps.",
      action: "Find the slowest rule under Status, Rules. Give Prometheus more CPU, or use a longer interval.",
    }),

    alert("PrometheusAlertsRefused", {
      ...about,
      expr: promql`
        rate(prometheus_notifications_errors_total{${prometheus}}[5m])
          / rate(prometheus_notifications_sent_total{${prometheus}}[5m]) > 0.01`,
      for: "15m",
      severity: "warning",
      summary: "{{ $value | humanizePercentage }} of the alerts to {{ $labels.alertmanager }} are refused",
      description: "This Alertmanager misses alerts. If it is the only one, nobody is notified of them.",
      action: "Read the log of this Alertmanager, and check the network between the two.",
    }),

    alert("PrometheusTargetsNotFound", {
      ...about,
      expr: promql`increase(prometheus_target_sync_failed_total{${prometheus}}[30m]) > 0`,
      for: "5m",
      severity: "warning",
      summary: "Prometheus {{ $labels.instance }} cannot take the targets of {{ $labels.scrape_job }}",
      description: "Targets of this job are missing although they were found.",
      action: "Read Prometheus' log for `target`. An address with a wrong label is the usual reason.",
    }),

    alert("PrometheusSamplesRefused", {
      ...about,
      concern: "data-quality",
      expr: promql`
        rate(prometheus_target_scrapes_sample_duplicate_timestamp_total{${prometheus}}[5m]) > 0
        or rate(prometheus_target_scrapes_sample_out_of_order_total{${prometheus}}[5m]) > 0`,
      for: "15m",
      severity: "warning",
      summary: "Prometheus {{ $labels.instance }} refuses {{ $value | humanize }} samples per second",
      description: "Two targets expose the same series, or one is scraped twice. Which of them is stored is chance.",
      action:
        "Search Prometheus' log for `duplicate` or `out of order`, which names the target. Scrape it once, or by its own labels.",
    }),

    alert("PrometheusRulesLate", {
      ...about,
      expr: promql`
        prometheus_rule_group_last_duration_seconds{${prometheus}}
          / prometheus_rule_group_interval_seconds{${prometheus}} > ${limits.ruleGroupTime}`,
      for: "15m",
      severity: "warning",
      summary: "Evaluating {{ $labels.rule_group }} takes {{ $value | humanizePercentage }} of its interval",
      description: "Above 100% Prometheus skips evaluations. Alerts are late, and recorded series have gaps.",
      action: "Find the slowest rule under Status, Rules. Record parts of its expression, or use a longer interval.",
    }),

    alert("PrometheusCannotAlert", {
      ...about,
      expr: promql`
        prometheus_notifications_alertmanagers_discovered{${prometheus}} < 1
        or rate(prometheus_notifications_dropped_total{${prometheus}}[5m]) > 0`,
      for: "5m",
      severity: "critical",
      summary: "Prometheus {{ $labels.instance }} cannot send alerts to Alertmanager",
      description:
        "Nobody is notified of any alert, perhaps not even of this one. The dead man's switch reports this outside the platform.",
      action:
        "Check that Alertmanager responds (`curl http://alertmanager:9093/-/ready`), and check the `alerting` section of prometheus.yml.",
    }),

    alert("PrometheusStorageFails", {
      ...about,
      concern: "resources",
      expr: promql`
        increase(prometheus_tsdb_compactions_failed_total{${prometheus}}[3h]) > 0
        or increase(prometheus_tsdb_reloads_failures_total{${prometheus}}[3h]) > 0
        or increase(prometheus_tsdb_wal_corruptions_total{${prometheus}}[3h]) > 0`,
      for: "5m",
      severity: "warning",
      summary: "Prometheus {{ $labels.instance }} has storage errors",
      description: "Samples of the last hours may be lost at the next restart.",
      action:
        "Check space and health of ./data/prometheus (`df -h`, `dmesg -T`). Take a snapshot before you restart it.",
    }),

    alert("PrometheusForgetsEarly", {
      ...about,
      concern: "resources",
      expr: promql`increase(prometheus_tsdb_size_retentions_total{${prometheus}}[1d]) > 0`,
      for: "10m",
      severity: "info",
      summary: "Prometheus {{ $labels.instance }} deletes data before its retention of 30 days",
      description:
        "Its storage has reached the size limit. The oldest days are deleted first, so comparisons with last month fail.",
      action:
        "Use a larger volume and size limit, or find the job whose number of series grew (`topk(10, scrape_samples_scraped)`).",
    }),

    alert("PrometheusSeriesExplode", {
      ...about,
      concern: "resources",
      expr: promql`
        instance:prometheus_series:max > ${limits.seriesGrowth} * instance:prometheus_series:max_baseline_max
        and instance:prometheus_series:max > 100000`,
      for: "30m",
      severity: "warning",
      kind: "anomaly",
      summary:
        "Prometheus {{ $labels.instance }} holds {{ $value | humanize }} series, over 1.5 times the usual number",
      description: "A label gets very many values. Memory grows until Prometheus is killed.",
      action:
        "Find the metric and label with the most series under Status, TSDB in Prometheus. Drop the label, or roll back its exporter.",
    }),
  ],
});
