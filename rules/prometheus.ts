// Does Prometheus store, evaluate and deliver? When it does not, all other alerts are silent.
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const prometheus = job("prometheus");
const limits = thresholds.monitoring;
const about = {
  team: "monitoring",
  domain: "monitoring",
  concern: "performance",
  dashboard: "platform-overview",
} as const;

export default defineRules({
  interval: "30s",
  rules: [
    alert("PrometheusConfigRejected", {
      ...about,
      expr: promql`prometheus_config_last_reload_successful{${prometheus}} == 0`,
      for: "5m",
      severity: "critical",
      summary: "Prometheus {{ $labels.instance }} refused its configuration",
      description:
        "It runs on with the old one: rules and targets that were added are not there, and a restart will fail.",
      action:
        "Run `promtool check config` on the deployed file: it names the line. `npm run build` never writes one that fails.",
    }),

    alert("PrometheusRulesFail", {
      ...about,
      expr: promql`increase(prometheus_rule_evaluation_failures_total{${prometheus}}[5m]) > 0`,
      for: "5m",
      severity: "critical",
      summary: "Rules of {{ $labels.rule_group }} cannot be evaluated",
      description: "Alerts in this group cannot fire, and panels that use its series are empty.",
      action: "See the error under Status, Rules in Prometheus: most often two series where a rule expects one.",
    }),

    alert("PrometheusRulesLate", {
      ...about,
      expr: promql`
        prometheus_rule_group_last_duration_seconds{${prometheus}}
          / prometheus_rule_group_interval_seconds{${prometheus}} > ${limits.ruleGroupTime}`,
      for: "15m",
      severity: "warning",
      summary: "Evaluating {{ $labels.rule_group }} takes {{ $value | humanizePercentage }} of its interval",
      description: "Past 100% evaluations are skipped: alerts come late and recorded series have gaps.",
      action: "Find its slowest rule under Status, Rules; record what it computes, or evaluate the group less often.",
    }),

    alert("PrometheusCannotAlert", {
      ...about,
      expr: promql`
        prometheus_notifications_alertmanagers_discovered{${prometheus}} < 1
        or rate(prometheus_notifications_dropped_total{${prometheus}}[5m]) > 0`,
      for: "5m",
      severity: "critical",
      summary: "Prometheus {{ $labels.instance }} cannot deliver alerts to Alertmanager",
      description: "You may not read this. Nobody is told of anything else; the dead man's switch stays away as well.",
      action:
        "Check that Alertmanager answers (`curl http://alertmanager:9093/-/ready`) and the `alerting` section of prometheus.yml.",
    }),

    alert("PrometheusQueueFillsUp", {
      ...about,
      concern: "resources",
      expr: promql`
        predict_linear(prometheus_notifications_queue_length{${prometheus}}[5m], 1800)
          > prometheus_notifications_queue_capacity{${prometheus}}
        and prometheus_notifications_queue_length{${prometheus}}
          > 0.1 * prometheus_notifications_queue_capacity{${prometheus}}`,
      for: "10m",
      severity: "warning",
      kind: "prediction",
      summary: "The alert queue of Prometheus {{ $labels.instance }} is full within half an hour",
      description: "Alertmanager takes alerts more slowly than they come. What does not fit is thrown away.",
      action: "Look at Alertmanager's CPU and its log; a storm of alerts from one rule can be silenced there.",
    }),

    alert("PrometheusStorageFails", {
      ...about,
      concern: "resources",
      expr: promql`
        increase(prometheus_tsdb_compactions_failed_total{${prometheus}}[3h]) > 0
        or increase(prometheus_tsdb_reloads_failures_total{${prometheus}}[3h]) > 0
        or increase(prometheus_tsdb_wal_corruptions_total{${prometheus}}[3h]) > 0`,
      for: "5m",
      severity: "critical",
      summary: "Prometheus {{ $labels.instance }} has trouble with its storage",
      description: "Measurements of the last hours may be lost at the next restart.",
      action:
        "Check space and health of ./data/prometheus (`df -h`, `dmesg -T`), and take a snapshot before you restart it.",
    }),

    alert("PrometheusForgetsEarly", {
      ...about,
      concern: "resources",
      expr: promql`increase(prometheus_tsdb_size_retentions_total{${prometheus}}[1d]) > 0`,
      for: "10m",
      severity: "info",
      summary: "Prometheus {{ $labels.instance }} deletes history before its 30 days",
      description:
        "Its storage has reached the limit of size: the oldest days go first, comparisons with last month with them.",
      action:
        "Give it a larger volume and limit, or find the job whose series grew (`topk(10, scrape_samples_scraped)`).",
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
        "Prometheus {{ $labels.instance }} holds {{ $value | humanize }} series, over half as many again as usual",
      description: "Some label takes new values without end: memory grows until Prometheus is killed.",
      action:
        "See Status, TSDB in Prometheus for the metric and label that lead; drop the label or roll its exporter back.",
    }),
  ],
});
