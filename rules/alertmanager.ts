// Are people told? And is somebody outside told when they cannot be?
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const alertmanager = job("alertmanager");
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
    // Always fires. Whoever receives it outside raises the alarm when it stays away.
    alert("Watchdog", {
      ...about,
      expr: promql`vector(1)`,
      for: "1m",
      severity: "none",
      summary: "Alerting works",
      description: "A signal, not a problem: it fires always, and proves the way from Prometheus to the outside.",
      action: "None. When it stops arriving, Prometheus, Alertmanager or the way out is broken.",
    }),

    alert("AlertmanagerConfigRejected", {
      ...about,
      expr: promql`alertmanager_config_last_reload_successful{${alertmanager}} == 0`,
      for: "5m",
      severity: "critical",
      summary: "Alertmanager {{ $labels.instance }} refused its configuration",
      description: "Routes and receivers are the old ones, and a restart will fail: then nobody is told of anything.",
      action: "Run `amtool check-config` on the deployed file; a secret's file that is missing is the usual reason.",
    }),

    alert("NotificationsFail", {
      ...about,
      expr: (limit) => promql`
        sum by (job, instance, integration) (rate(alertmanager_notifications_failed_total{${alertmanager}}[10m]))
          / sum by (job, instance, integration) (rate(alertmanager_notifications_total{${alertmanager}}[10m])) > ${limit}`,
      severities: {
        warning: { limit: limits.notificationFailures.warning, for: "10m" },
        critical: { limit: limits.notificationFailures.critical, for: "5m" },
      },
      summary: "{{ $value | humanizePercentage }} of notifications by {{ $labels.integration }} fail",
      description: "People who should have been told by {{ $labels.integration }} were not, or only after a retry.",
      action: "Read Alertmanager's log for the reason: an expired token, a wrong webhook or a limit of the other side.",
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
    }),
  ],
});
