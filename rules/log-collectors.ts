// Do logs leave the hosts? By Promtail or by Alloy, whichever runs: an alert must not miss the other.
import { alert, defineRules } from "../lib/define.ts";
import { promql } from "../lib/promql/promql.ts";
import { job } from "../stack.ts";

const promtail = `${job("promtail")},instance="promtail:9080"`;
const alloy = `${job("alloy")},instance="alloy:12345"`;
const about = {
  team: "monitoring",
  domain: "monitoring",
  concern: "data-quality",
  dashboard: "platform-overview",
} as const;

export default defineRules({
  every: "1m",
  rules: [
    alert("LogCollectorDown", {
      ...about,
      expr: promql`sum(up{${job("promtail")}} or up{${job("alloy")}}) == 0`,
      for: "5m",
      severity: "warning",
      summary: "No log collector runs",
      description: "Nobody collects logs. Those of containers that are removed in the meantime are lost.",
      action: "Run `docker ps -a --filter name=bigdata-alloy --filter name=bigdata-promtail` and start the one in use.",
      examples: {
        fires: [
          { given: { [`up{${promtail}}`]: "0x10", [`up{${alloy}}`]: "1x2 0x10" }, at: "9m" },
          { name: "Promtail alone", given: { [`up{${promtail}}`]: "0x10" }, at: "7m" },
        ],
        quiet: [
          { name: "one of the two", given: { [`up{${promtail}}`]: "0x10", [`up{${alloy}}`]: "1x10" }, at: "9m" },
          { name: "restarts", given: { [`up{${alloy}}`]: "1x2 0x3 1x10" }, at: "9m" },
        ],
      },
    }),

    alert("LogLinesDropped", {
      ...about,
      expr: promql`
        sum by (job, instance, reason) (rate(promtail_dropped_entries_total[5m])) > 0.1
        or sum by (job, instance, reason) (rate(loki_write_dropped_entries_total[5m])) > 0.1`,
      for: "10m",
      severity: "warning",
      summary: "{{ $labels.job }} drops {{ $value | humanize }} log lines per second ({{ $labels.reason }})",
      description: "Loki did not take them and the collector gave up: they are lost.",
      action: "ingester_error means Loki's trouble (see its alerts); rate_limited means a service that logs too much.",
      examples: {
        fires: [
          {
            name: "Promtail",
            given: { [`promtail_dropped_entries_total{${promtail},reason="ingester_error"}`]: "0+12x30" },
            at: "17m",
            labels: { job: "promtail", reason: "ingester_error" },
          },
          {
            name: "Alloy",
            given: { [`loki_write_dropped_entries_total{${alloy},reason="ingester_error"}`]: "0+12x30" },
            at: "17m",
            labels: { job: "alloy" },
          },
        ],
        quiet: [
          {
            name: "a few",
            given: { [`loki_write_dropped_entries_total{${alloy},reason="ingester_error"}`]: "0+3x30" },
            at: "25m",
          },
        ],
      },
    }),

    alert("LogsNotSent", {
      ...about,
      expr: promql`
        sum by (job, instance) (rate(promtail_request_duration_seconds_count{status_code!~"2.."}[5m]))
          / (sum by (job, instance) (rate(promtail_request_duration_seconds_count[5m])) > 0) > 0.1
        or
        sum by (job, instance) (rate(loki_write_request_duration_seconds_count{status_code!~"2.."}[5m]))
          / (sum by (job, instance) (rate(loki_write_request_duration_seconds_count[5m])) > 0) > 0.1`,
      for: "10m",
      severity: "warning",
      summary:
        "Loki refuses {{ $value | humanizePercentage }} of what {{ $labels.job }} at {{ $labels.instance }} sends",
      description: "Logs arrive late, and are dropped when the collector's retries end.",
      action: "Search the collector's log for the status: 429 is a limit, 5xx is Loki, -1 is the network.",
      examples: {
        fires: [
          {
            name: "Promtail",
            given: pushes("promtail_request", promtail, { "204": "0+8x30", "500": "0+2x30" }),
            at: "17m",
          },
          {
            name: "Alloy",
            given: pushes("loki_write_request", alloy, { "204": "0+8x30", "429": "0+2x30" }),
            at: "17m",
          },
        ],
        quiet: [
          { name: "few", given: pushes("loki_write_request", alloy, { "204": "0+9x30", "500": "0+1x30" }), at: "25m" },
        ],
      },
    }),

    alert("LogsNotRead", {
      ...about,
      expr: promql`
        sum by (job, instance) (rate(promtail_sent_entries_total[15m])) == 0
        or sum by (job, instance) (rate(loki_write_sent_entries_total[15m])) == 0`,
      for: "15m",
      severity: "warning",
      summary: "{{ $labels.job }} at {{ $labels.instance }} has sent no line for 15 minutes",
      description: "A platform that runs writes lines every minute: the collector sees none of them.",
      action: "Check its mounts (/var/lib/docker/containers, /var/log) and its rights on the Docker socket.",
      examples: {
        fires: [
          { name: "Promtail", given: { [`promtail_sent_entries_total{${promtail}}`]: "0+9x5 50x50" }, at: "40m" },
          { name: "Alloy", given: { [`loki_write_sent_entries_total{${alloy}}`]: "0+9x5 50x50" }, at: "40m" },
        ],
        quiet: [{ name: "a few", given: { [`loki_write_sent_entries_total{${alloy}}`]: "0+1x60" }, at: "40m" }],
      },
    }),

    alert("AlloyComponentsUnhealthy", {
      ...about,
      expr: promql`
        sum by (job, instance) (alloy_component_controller_running_components{health_type!="healthy"}) > 0`,
      for: "15m",
      severity: "warning",
      summary: "{{ $value }} components of Alloy at {{ $labels.instance }} are not healthy",
      description: "Part of the pipeline stands still: some source is not read or some line not sent.",
      action: "Open Alloy's page on port 12345: it draws the pipeline and says what each component complains of.",
      examples: {
        fires: [{ given: components("unhealthy", "1x30"), at: "17m" }],
        quiet: [{ name: "healthy", given: components("healthy", "9x30"), at: "20m" }],
      },
    }),
  ],
});

/** @param statuses pushes by the status that Loki answered */
function pushes(metric: string, collector: string, statuses: Readonly<Record<string, string>>) {
  const series = Object.entries(statuses).map(([status, samples]) => [
    `${metric}_duration_seconds_count{${collector},status_code="${status}"}`,
    samples,
  ]);
  return Object.fromEntries(series) as Record<string, string>;
}

function components(health: string, number: string) {
  return { [`alloy_component_controller_running_components{${alloy},health_type="${health}"}`]: number };
}
