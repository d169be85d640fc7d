import { defineExamples } from "bigdata-monitoring";
import { job } from "../stack.ts";
import type rules from "./prometheus.ts";

const prometheus = job("prometheus");
const server = `{${prometheus},instance="prometheus:9090"}`;
const group = `${server.slice(0, -1)},rule_group="/etc/prometheus/rules/kafka.yml;kafka"}`;
const compaction = "prometheus_tsdb_compactions_failed_total";
const reload = "prometheus_tsdb_reloads_failures_total";
const writeAheadLog = "prometheus_tsdb_wal_corruptions_total";

export default defineExamples<typeof rules>({
  PrometheusConfigRejected: {
    fires: [{ series: { [`prometheus_config_last_reload_successful${server}`]: "1x2 0x10" }, at: "9m" }],
    quiet: [{ name: "fixed", series: { [`prometheus_config_last_reload_successful${server}`]: "0x4 1x10" }, at: "7m" }],
  },

  PrometheusRulesFail: {
    fires: [{ series: { [`prometheus_rule_evaluation_failures_total${group}`]: "0+2x20" }, at: "10m" }],
    quiet: [
      {
        name: "failed once",
        series: { [`prometheus_rule_evaluation_failures_total${group}`]: "0x3 1x20" },
        at: "12m",
      },
    ],
  },

  PrometheusNotIngesting: {
    fires: [{ series: counted("prometheus_tsdb_head_samples_appended_total", "900x40", 'type="float"'), at: "17m" }],
    quiet: [
      {
        name: "stores",
        series: counted("prometheus_tsdb_head_samples_appended_total", "0+900x40", 'type="float"'),
        at: "17m",
      },
      {
        name: "for a moment",
        series: counted("prometheus_tsdb_head_samples_appended_total", "900x12 1000+900x30", 'type="float"'),
        at: "20m",
      },
    ],
  },

  PrometheusRulesSkipped: {
    fires: [
      {
        series: counted("prometheus_rule_group_iterations_missed_total", "0+1x40", 'rule_group="g"'),
        at: "20m",
        labels: { rule_group: "g" },
      },
    ],
    quiet: [
      {
        name: "once",
        series: counted("prometheus_rule_group_iterations_missed_total", "0x5 1x40", 'rule_group="g"'),
        at: "20m",
      },
    ],
  },

  PrometheusAlertsRefused: {
    fires: [{ series: sent("0+2x40"), at: "20m", labels: { alertmanager: "http://a" } }],
    quiet: [{ name: "few", series: sent("0+1x40"), at: "20m" }],
  },

  PrometheusTargetsNotFound: {
    fires: [
      {
        series: counted("prometheus_target_sync_failed_total", "0x5 1x40", 'scrape_job="etl"'),
        at: "14m",
        labels: { scrape_job: "etl" },
      },
    ],
    quiet: [
      {
        name: "hours ago",
        series: counted("prometheus_target_sync_failed_total", "1x60", 'scrape_job="etl"'),
        at: "40m",
      },
    ],
  },

  PrometheusSamplesRefused: {
    fires: [
      {
        name: "twice at one time",
        series: counted("prometheus_target_scrapes_sample_duplicate_timestamp_total", "0+5x40"),
        at: "20m",
      },
      {
        name: "out of order",
        series: counted("prometheus_target_scrapes_sample_out_of_order_total", "0+5x40"),
        at: "20m",
      },
    ],
    quiet: [
      {
        name: "once",
        series: counted("prometheus_target_scrapes_sample_duplicate_timestamp_total", "0x5 9x40"),
        at: "25m",
      },
    ],
  },

  PrometheusRulesLate: {
    fires: [{ series: evaluation("27x20"), at: "17m", message: "90%" }],
    quiet: [{ series: evaluation("24x20"), at: "20m" }],
  },

  PrometheusCannotAlert: {
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

  PrometheusStorageFails: {
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

  PrometheusForgetsEarly: {
    fires: [{ series: retentions("0x5 1x300"), step: "5m", at: "20h" }],
    quiet: [
      { name: "never", series: retentions("0x30"), at: "20m" },
      { name: "a day later", series: retentions("0x5 1x300"), step: "5m", at: "25h" },
    ],
  },

  PrometheusSeriesExplode: {
    fires: [{ series: series({ now: "120000x40", usual: "75000x40" }), at: "35m" }],
    quiet: [
      { name: "a little more", series: series({ now: "150000x40", usual: "100000x40" }), at: "35m" },
      { name: "small", series: series({ now: "90000x40", usual: "10000x40" }), at: "35m" },
    ],
  },
});

/** @param seconds of the last evaluation of a group with an interval of 30 s */
function evaluation(seconds: string) {
  return {
    [`prometheus_rule_group_last_duration_seconds${group}`]: seconds,
    [`prometheus_rule_group_interval_seconds${group}`]: "30x40",
  };
}

function dropped(notifications: string) {
  return { [`prometheus_notifications_dropped_total${server}`]: notifications };
}

/** A failure in the sixth minute. */
function failedOnce(counter: string) {
  return { [`${counter}${server}`]: "0x5 1x200" };
}

function retentions(bySize: string) {
  return { [`prometheus_tsdb_size_retentions_total${server}`]: bySize };
}

function series({ now, usual }: { now: string; usual: string }) {
  const recorded = "instance:prometheus_series:max";
  return { [`${recorded}${server}`]: now, [`${recorded}_baseline_max${server}`]: usual };
}

function counted(name: string, samples: string, labels = "") {
  return { [`${name}{${job("prometheus")},instance="p"${labels && `,${labels}`}}`]: samples };
}

/** Of a hundred alerts a minute, so many are refused. */
function sent(refused: string) {
  return {
    ...counted("prometheus_notifications_sent_total", "0+100x40", 'alertmanager="http://a"'),
    ...counted("prometheus_notifications_errors_total", refused, 'alertmanager="http://a"'),
  };
}
