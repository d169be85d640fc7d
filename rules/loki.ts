// Can logs be written, read, and forgotten in time?
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const loki = job("loki");
const server = `${loki},instance="loki:3100"`;
const push = `${server},route="loki_api_v1_push",method="POST"`;
const diskFull = "loki_ingester_wal_disk_full_failures_total";
const flush = "loki_ingester_chunks_flush_failures_total";
const panic = "loki_panic_total";
const limits = thresholds.monitoring;
const about = {
  team: "monitoring",
  domain: "monitoring",
  concern: "performance",
  dashboard: "platform-overview",
} as const;

export default defineRules({
  interval: "1m",
  rules: [
    alert("LokiRequestsFail", {
      ...about,
      expr: promql`instance:loki_request_errors:ratio_rate5m > ${limits.lokiErrors}`,
      for: "10m",
      severity: "critical",
      summary: "{{ $value | humanizePercentage }} of requests to {{ $labels.route }} of Loki fail",
      description: "Logs are not stored or cannot be read. Collectors keep them for minutes, then they are lost.",
      action: "Run `docker logs --tail 100 bigdata-loki`: a full volume under ./data/loki is the usual reason.",
      examples: {
        fires: [
          { series: requests({ "204": "0+85x30", "500": "0+15x30" }), at: "17m", labels: { instance: "loki:3100" } },
        ],
        quiet: [
          { name: "few", series: requests({ "204": "0+90x30", "500": "0+10x30" }), at: "25m" },
          { name: "the sender's fault", series: requests({ "204": "0+85x30", "400": "0+15x30" }), at: "25m" },
          { name: "hardly used", series: requests({ "204": "0+1x30", "500": "0+1x30" }), at: "25m" },
        ],
      },
    }),

    // Tailing is meant to take long.
    alert("LokiSlow", {
      ...about,
      expr: promql`
        histogram_quantile(
          0.99,
          sum by (job, instance, route, le) (
            rate(loki_request_duration_seconds_bucket{${loki},route=~"loki_api_v1_(push|query.*)"}[5m])
          )
        ) > ${limits.lokiLatency}`,
      for: "15m",
      severity: "warning",
      summary: "{{ $labels.route }} of Loki takes {{ $value | humanizeDuration }} (p99)",
      description: "Panels of logs load slowly, or collectors fall behind.",
      action: "Look for a wide query without labels (`logcli` and dashboards with short refresh), and at Loki's disk.",
      examples: {
        fires: [
          {
            name: "those that it refuses",
            series: {
              ...took({ under1: "0+990x40", all: "0+990x40" }),
              ...took({ under1: "0x40", all: "0+12x40" }, { status: "429" }),
            },
            at: "22m",
          },
        ],
        quiet: [
          { name: "quick", series: took({ under1: "0+100x40", all: "0+100x40" }), at: "30m" },
          {
            name: "tails",
            series: took({ under1: "0x40", all: "0+100x40" }, { route: "loki_api_v1_tail" }),
            at: "30m",
          },
        ],
      },
    }),

    alert("LokiDiscardsLines", {
      ...about,
      concern: "data-quality",
      expr: promql`
        sum by (job, instance, reason) (rate(loki_discarded_samples_total{${loki}}[5m])) > 1`,
      for: "10m",
      severity: "warning",
      summary: "Loki throws {{ $value | humanize }} log lines per second away ({{ $labels.reason }})",
      description: "They will be missing when somebody looks for them.",
      action:
        "rate_limited and per_stream_rate_limit mean a noisy service; out-of-order or too old mean a wrong clock or a replay.",
      examples: {
        fires: [{ series: discarded("0+40x30", "0+40x30"), at: "17m", labels: { reason: "rate_limited" } }],
        quiet: [{ name: "a few", series: discarded("0+30x30", "0+20x30"), at: "25m" }],
      },
    }),

    alert("LokiLosesLines", {
      ...about,
      concern: "data-quality",
      expr: promql`
        increase(loki_ingester_wal_disk_full_failures_total{${loki}}[10m]) > 0
        or increase(loki_ingester_chunks_flush_failures_total{${loki}}[10m]) > 0
        or increase(loki_panic_total{${loki}}[10m]) > 0`,
      for: "0m",
      severity: "critical",
      summary: "Loki {{ $labels.instance }} cannot keep what it accepted",
      description: "Lines in its memory are lost at the next restart: its disk is full or it panics.",
      action:
        "Free space under ./data/loki, read `docker logs bigdata-loki`, and do not restart it before it flushes again.",
      examples: {
        fires: [
          { name: "disk full", series: once(diskFull), at: "14m" },
          { name: "flush", series: once(flush), at: "14m" },
          { name: "panic", series: once(panic), at: "14m" },
        ],
        quiet: [{ name: "a while ago", series: { ...once(diskFull), ...once(flush), ...once(panic) }, at: "18m" }],
      },
    }),

    alert("LokiRetentionStopped", {
      ...about,
      concern: "resources",
      expr: promql`
        time() - loki_compactor_apply_retention_last_successful_run_timestamp_seconds{${loki}} > ${limits.lokiCompaction}
        and loki_compactor_apply_retention_last_successful_run_timestamp_seconds{${loki}} > 0`,
      for: "1h",
      severity: "warning",
      summary: "Loki {{ $labels.instance }} last deleted old logs {{ $value | humanizeDuration }} ago",
      description: "Logs older than 7 days stay: the disk fills, and data is kept longer than was promised.",
      action: "Search Loki's log for `compactor`; a delete_request_store that cannot be written is the usual reason.",
      examples: {
        fires: [{ series: retention("1x250"), at: "4h5m" }],
        quiet: [
          { name: "runs", series: retention("1x30 9000x250"), at: "4h5m" },
          { name: "never ran yet", series: retention("0x250"), at: "4h5m" },
        ],
      },
    }),

    alert("LogsMoreThanUsual", {
      ...about,
      concern: "resources",
      expr: promql`
        instance:loki_lines:rate5m > ${limits.logVolumeSurge} * instance:loki_lines:rate5m_baseline_max
        and instance:loki_lines:rate5m > 100`,
      for: "30m",
      severity: "info",
      kind: "anomaly",
      summary: "Loki receives {{ $value | humanize }} lines per second, over three times the usual",
      description: "Some service repeats an error or logs at debug level. The disk was planned for less.",
      action: 'Run `topk(5, sum by (service) (rate({service=~".+"}[5m])))` in Explore and mend or quieten the leader.',
      examples: {
        fires: [{ series: lines({ now: "120x60", usual: "39x60" }), at: "35m" }],
        quiet: [
          { name: "twice as many", series: lines({ now: "300x60", usual: "100x60" }), at: "40m" },
          { name: "still few", series: lines({ now: "100x60", usual: "10x60" }), at: "40m" },
        ],
      },
    }),
  ],
});

/** @param statuses requests by their status code */
function requests(statuses: Readonly<Record<string, string>>) {
  const series = Object.entries(statuses).map(([status, samples]) => [
    `loki_request_duration_seconds_count{${push},status_code="${status}"}`,
    samples,
  ]);
  return Object.fromEntries(series) as Record<string, string>;
}

/** Requests that took up to a second; the rest took up to five. */
function took({ under1, all }: { under1: string; all: string }, { route = "loki_api_v1_push", status = "204" } = {}) {
  const bucket = (le: string) =>
    `loki_request_duration_seconds_bucket{${server},route="${route}",status_code="${status}",le="${le}"}`;
  return { [bucket("1.0")]: under1, [bucket("5.0")]: all, [bucket("+Inf")]: all };
}

/** Lines of two tenants. */
function discarded(first: string, second: string) {
  const series = (tenant: string) => `loki_discarded_samples_total{${server},tenant="${tenant}",reason="rate_limited"}`;
  return { [series("platform")]: first, [series("audit")]: second };
}

/** What happens once, in the sixth minute. */
function once(counter: string) {
  return { [`${counter}{${server}}`]: "0x5 1x20" };
}

function retention(timestamp: string) {
  return { [`loki_compactor_apply_retention_last_successful_run_timestamp_seconds{${server}}`]: timestamp };
}

function lines({ now, usual }: { now: string; usual: string }) {
  const recorded = "instance:loki_lines:rate5m";
  return { [`${recorded}{${server}}`]: now, [`${recorded}_baseline_max{${server}}`]: usual };
}
