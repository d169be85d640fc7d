// Are people told? And is somebody outside told when they cannot be?
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const alertmanager = job("alertmanager");
const server = `{${alertmanager},instance="alertmanager:9093"}`;
const slack = `${server.slice(0, -1)},integration="slack"}`;
const labels = { integration: "slack" };
// Alertmanager counts by receiver as well where `receiver-name-in-metrics` is switched on.
const receivers = ["operators", "business"];
const reasons = ["serverError", "clientError"];
const limits = thresholds.monitoring;
const about = {
  team: "monitoring",
  domain: "monitoring",
  concern: "performance",
  dashboard: "platform-overview",
} as const;

const undelivered = (ratio: number) => promql`
  sum by (job, instance, integration) (rate(alertmanager_notifications_failed_total{${alertmanager}}[10m]))
    / sum by (job, instance, integration) (rate(alertmanager_notifications_total{${alertmanager}}[10m])) > ${ratio}`;

const failing = {
  ...about,
  summary: "{{ $value | humanizePercentage }} of notifications by {{ $labels.integration }} fail",
  description: "People who should have been told by {{ $labels.integration }} were not, or only after a retry.",
  action: "Read Alertmanager's log for the reason: an expired token, a wrong webhook or a limit of the other side.",
} as const;

export default defineRules({
  interval: "30s",
  rules: [
    // Always fires. Whoever receives it outside raises the alarm when it stays away.
    alert("Watchdog", {
      ...about,
      expr: promql`vector(1)`,
      for: "1m",
      severity: "none",
      summary: "Alerting works",
      description: "A signal, not a problem: it fires always, and proves the way from Prometheus to the outside.",
      action: "None. When it stops arriving, Prometheus, Alertmanager or the way out is broken.",
      examples: {
        fires: [{ series: {}, at: "2m" }],
        quiet: [{ name: "within its first minute", series: {}, at: "0s" }],
      },
    }),

    alert("AlertmanagerConfigRejected", {
      ...about,
      expr: promql`alertmanager_config_last_reload_successful{${alertmanager}} == 0`,
      for: "5m",
      severity: "critical",
      summary: "Alertmanager {{ $labels.instance }} refused its configuration",
      description: "Routes and receivers are the old ones, and a restart will fail: then nobody is told of anything.",
      action: "Run `amtool check-config` on the deployed file; a secret's file that is missing is the usual reason.",
      examples: {
        fires: [{ series: { [`alertmanager_config_last_reload_successful${server}`]: "1x2 0x10" }, at: "9m" }],
        quiet: [
          { name: "mended", series: { [`alertmanager_config_last_reload_successful${server}`]: "0x4 1x10" }, at: "7m" },
        ],
      },
    }),

    alert("NotificationsFail", {
      ...failing,
      expr: undelivered(limits.notificationFailures.warning),
      for: "10m",
      severity: "warning",
      examples: {
        fires: [{ series: sent({ all: ["0+500x40", "0+500x40"], failed: ["0+6x40", "0+6x40"] }), at: "22m", labels }],
        quiet: [
          { name: "none", series: sent({ all: ["0+10x40"], failed: ["0x40"] }), at: "25m" },
          { name: "one of many", series: sent({ all: ["0+60x40", "0+60x40"], failed: ["0+1x40"] }), at: "25m" },
        ],
      },
    }),
    alert("NotificationsFail", {
      ...failing,
      expr: undelivered(limits.notificationFailures.critical),
      for: "5m",
      severity: "critical",
      examples: {
        fires: [{ series: sent({ all: ["0+10x40"], failed: ["0+3x40", "0+3x40"] }), at: "17m", labels }],
        quiet: [{ name: "half", series: sent({ all: ["0+5x40", "0+5x40"], failed: ["0+5x40"] }), at: "25m" }],
      },
    }),

    alert("NotificationsSlow", {
      ...about,
      expr: promql`
        histogram_quantile(
          0.9,
          sum by (job, instance, integration, le) (
            rate(alertmanager_notification_latency_seconds_bucket{${alertmanager}}[15m])
          )
        ) > 5`,
      for: "15m",
      severity: "warning",
      summary: "A notification by {{ $labels.integration }} takes {{ $value | humanizeDuration }} (p90)",
      description: "Critical alerts promise a response within 5 minutes: the way to people eats into that.",
      action: "Check the network's way out and the other side's status page.",
      examples: {
        fires: [
          {
            name: "those to one receiver",
            series: {
              ...latency({ under5: "0+100x50", all: "0+100x50" }),
              ...latency({ under5: "0x50", all: "0+12x50" }, "business"),
            },
            at: "35m",
            labels,
          },
        ],
        quiet: [{ series: latency({ under5: "0+10x50", all: "0+10x50" }), at: "40m" }],
      },
    }),

    // A maintenance window that nobody closed hides tomorrow's incident.
    alert("SilenceForgotten", {
      ...about,
      expr: promql`
        min_over_time(alertmanager_silences{${alertmanager},state="active"}[1d]) > 0
        and alertmanager_silences{${alertmanager}} offset 1d`,
      for: "1h",
      severity: "info",
      summary: "{{ $value }} silences have been active for a day",
      description: "Maintenance is over by then, most often. What they hide goes on unseen.",
      action: "Run `amtool silence query` and expire those whose work is done.",
      examples: {
        fires: [{ series: silences("0x2 1x400"), step: "5m", at: "26h" }],
        quiet: [
          { name: "ended yesterday", series: silences("1x70 0 1x300"), step: "5m", at: "26h" },
          {
            name: "expired ones",
            series: { ...silences("0x400"), ...silences("3x400", "expired") },
            step: "5m",
            at: "26h",
          },
          { name: "known for less than a day", series: silences("1x300"), step: "5m", at: "20h" },
        ],
      },
    }),
  ],
});

/** @param all notifications by receiver  @param failed those that failed, by reason */
function sent({ all, failed }: { all: readonly string[]; failed: readonly string[] }): Record<string, string> {
  const total = all.map((samples, i) => [
    `alertmanager_notifications_total${slack.slice(0, -1)},receiver_name="${receivers[i]}"}`,
    samples,
  ]);
  const broken = failed.map((samples, i) => [
    `alertmanager_notifications_failed_total${slack.slice(0, -1)},reason="${reasons[i]}"}`,
    samples,
  ]);
  return Object.fromEntries([...total, ...broken]);
}

/** Notifications that took up to 5 seconds; the rest took up to 10. */
function latency({ under5, all }: { under5: string; all: string }, receiver = "operators") {
  const bucket = (le: string) =>
    `alertmanager_notification_latency_seconds_bucket${slack.slice(0, -1)},receiver_name="${receiver}",le="${le}"}`;
  return { [bucket("5.0")]: under5, [bucket("10.0")]: all, [bucket("+Inf")]: all };
}

function silences(number: string, state = "active") {
  return { [`alertmanager_silences${server.slice(0, -1)},state="${state}"}`]: number };
}
