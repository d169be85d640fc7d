// Does Prometheus store, evaluate and deliver? When it does not, all other alerts are silent.
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const prometheus = job("prometheus");
const server = `{${prometheus},instance="prometheus:9090"}`;
const group = `${server.slice(0, -1)},rule_group="/etc/prometheus/rules/kafka.yml;kafka"}`;
const compaction = "prometheus_tsdb_compactions_failed_total";
const reload = "prometheus_tsdb_reloads_failures_total";
const writeAheadLog = "prometheus_tsdb_wal_corruptions_total";
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
      examples: {
        fires: [{ series: { [`prometheus_config_last_reload_successful${server}`]: "1x2 0x10" }, at: "9m" }],
        quiet: [
          { name: "mended", series: { [`prometheus_config_last_reload_successful${server}`]: "0x4 1x10" }, at: "7m" },
        ],
      },
    }),

    alert("PrometheusRulesFail", {
      ...about,
      expr: promql`increase(prometheus_rule_evaluation_failures_total{${prometheus}}[5m]) > 0`,
      for: "5m",
      severity: "critical",
      summary: "Rules of {{ $labels.rule_group }} cannot be evaluated",
      description: "Alerts in this group cannot fire, and panels that use its series are empty.",
      action: "See the error under Status, Rules in Prometheus: most often two series where a rule expects one.",
      examples: {
        fires: [{ series: { [`prometheus_rule_evaluation_failures_total${group}`]: "0+2x20" }, at: "10m" }],
        quiet: [
          {
            name: "failed once",
            series: { [`prometheus_rule_evaluation_failures_total${group}`]: "0x3 1x20" },
            at: "12m",
          },
        ],
      },
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
      examples: {
        fires: [{ series: evaluation("27x20"), at: "17m", message: "90%" }],
        quiet: [{ series: evaluation("24x20"), at: "20m" }],
      },
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
      examples: {
        fires: [
          {
            name: "none found",
            series: { [`prometheus_notifications_alertmanagers_discovered${server}`]: "0x20" },
            at: "7m",
          },
          { name: "dropped", series: dropped("0+5x10 50x20"), at: "13m" },
        ],
        quiet: [
          {
            name: "one found",
            series: { [`prometheus_notifications_alertmanagers_discovered${server}`]: "1x20" },
            at: "10m",
          },
          { name: "dropped until a while ago", series: dropped("0+5x10 50x20"), at: "16m" },
        ],
      },
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
      examples: {
        fires: [
          { series: queue("700+310x30"), at: "11m" },
          { name: "grew until two minutes ago", series: queue("1000+400x9 4600x20"), at: "11m" },
        ],
        quiet: [
          { name: "full in 35 minutes", series: queue("1010+240x30"), at: "13m" },
          { name: "grew until four minutes ago", series: queue("1000+400x9 4600x20"), at: "13m" },
          { name: "steady", series: queue("2000x30"), at: "20m" },
          { name: "a burst that is sent", series: queue("0 400 800 0x20"), at: "10m" },
          {
            name: "nearly empty",
            series: queue("0 300 0 300 0 300 0 300 0 300 0 300 0 300 0 300 0 300 0 300 0 300"),
            at: "19m",
          },
        ],
      },
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
      examples: {
        fires: [
          { name: "compaction", series: failedOnce(compaction), at: "3h" },
          { name: "reload", series: failedOnce(reload), at: "3h" },
          { name: "write-ahead log", series: failedOnce(writeAheadLog), at: "3h" },
        ],
        quiet: [
          { name: "before it was scraped", series: { [`${compaction}${server}`]: "1x30" }, at: "20m" },
          {
            name: "hours ago",
            series: { ...failedOnce(compaction), ...failedOnce(reload), ...failedOnce(writeAheadLog) },
            at: "3h10m",
          },
        ],
      },
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
      examples: {
        fires: [{ series: retentions("0x5 1x300"), step: "5m", at: "20h" }],
        quiet: [
          { name: "never", series: retentions("0x30"), at: "20m" },
          { name: "a day later", series: retentions("0x5 1x300"), step: "5m", at: "25h" },
        ],
      },
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
      examples: {
        fires: [{ series: series({ now: "120000x40", usual: "75000x40" }), at: "35m" }],
        quiet: [
          { name: "a little more", series: series({ now: "150000x40", usual: "100000x40" }), at: "35m" },
          { name: "small", series: series({ now: "90000x40", usual: "10000x40" }), at: "35m" },
        ],
      },
    }),
  ],
});

/** @param seconds that the last evaluation of a group took which is due every 30 */
function evaluation(seconds: string) {
  return {
    [`prometheus_rule_group_last_duration_seconds${group}`]: seconds,
    [`prometheus_rule_group_interval_seconds${group}`]: "30x40",
  };
}

function dropped(notifications: string) {
  return { [`prometheus_notifications_dropped_total${server}`]: notifications };
}

/** What fails in the sixth minute. */
function failedOnce(counter: string) {
  return { [`${counter}${server}`]: "0x5 1x200" };
}

function retentions(bySize: string) {
  return { [`prometheus_tsdb_size_retentions_total${server}`]: bySize };
}

function queue(length: string) {
  return {
    [`prometheus_notifications_queue_length${server}`]: length,
    [`prometheus_notifications_queue_capacity${server}`]: "10000x40",
  };
}

function series({ now, usual }: { now: string; usual: string }) {
  const recorded = "instance:prometheus_series:max";
  return { [`${recorded}${server}`]: now, [`${recorded}_baseline_max${server}`]: usual };
}
