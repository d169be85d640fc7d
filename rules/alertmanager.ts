// Notifications: are they sent, and does somebody notice if they are not?
import { alert, defineRules, promql, rowRef } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const alertmanager = job("alertmanager");
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
    // Always fires. A receiver outside the platform notifies when it stops arriving.
    alert("Watchdog", {
      ...about,
      expr: promql`vector(1)`,
      for: "1m",
      severity: "none",
      summary: "Alerting works",
      description: "This alert always fires. It proves that alerts reach the receiver outside the platform.",
      action:
        "Nothing. If this alert stops arriving, Prometheus, Alertmanager or the network path to the outside is broken.",
    }),

    alert("AlertmanagerConfigRejected", {
      ...about,
      expr: promql`alertmanager_config_last_reload_successful{${alertmanager}} == 0`,
      for: "5m",
      severity: "warning",
      summary: "Alertmanager {{ $labels.instance }} rejected its configuration",
      description:
        "It still uses the old routes and receivers. After a restart it will not start, and nobody will be notified.",
      action:
        "Run `amtool check-config alertmanager.yml` with the deployed file. A missing secret file is the usual reason.",
    }),

    alert("NotificationsFail", {
      ...about,
      expr: (limit) => promql`
        sum by (cluster, job, instance, integration) (rate(alertmanager_notifications_failed_total{${alertmanager}}[10m]))
          / sum by (cluster, job, instance, integration) (rate(alertmanager_notifications_total{${alertmanager}}[10m])) > ${limit}`,
      severities: {
        warning: { limit: limits.notificationFailures.warning, for: "10m" },
        critical: { limit: limits.notificationFailures.critical, for: "5m" },
      },
      summary: "{{ $value | humanizePercentage }} of notifications through {{ $labels.integration }} fail",
      description: "Some people were not notified through {{ $labels.integration }}, or only after a retry.",
      action: "Read Alertmanager's log for the reason: an expired token, a wrong webhook URL, or a rate limit.",
    }),

    alert("NotificationsSlow", {
      ...about,
      expr: promql`
        histogram_quantile(
          0.9,
          sum by (cluster, job, instance, integration, le) (
            rate(alertmanager_notification_latency_seconds_bucket{${alertmanager}}[15m])
          )
        ) > 5`,
      for: "15m",
      severity: "warning",
      summary: "A notification through {{ $labels.integration }} takes {{ $value | humanizeDuration }} (p90)",
      description: "Critical alerts need a response within 5 minutes. Slow notifications use up that time.",
      action: "Check the outgoing network and the provider's status page.",
    }),

    // It writes both every 15 minutes. What it holds in memory counts until it restarts.
    alert("AlertmanagerStorageFails", {
      ...about,
      concern: "resources",
      expr: promql`
        increase(alertmanager_silences_maintenance_errors_total{${alertmanager}}[1h]) > 0
        or increase(alertmanager_nflog_maintenance_errors_total{${alertmanager}}[1h]) > 0`,
      for: "5m",
      severity: "warning",
      summary: "Alertmanager {{ $labels.instance }} cannot store its silences",
      description:
        "It notifies as before. After a restart its silences are lost, or it does not start because their file is cut off.",
      action:
        "Do not restart it. Export the silences (`amtool silence query --alertmanager.url=http://localhost:9093 -o json > silences.json`), and free space of ./data/alertmanager.",
    }),

    // A silence that stays active after maintenance hides the next incident.
    alert("SilenceForgotten", {
      ...about,
      expr: promql`
        min_over_time(alertmanager_silences{${alertmanager},state="active"}[1d]) > 0
        and alertmanager_silences{${alertmanager}} offset 1d`,
      for: "1h",
      severity: "info",
      summary: "{{ $value }} silences have been active for a day",
      description: "Most maintenance takes less than a day. Nobody is notified of the silenced alerts.",
      action:
        "Run `amtool silence query --alertmanager.url=http://localhost:9093` and expire the silences that are no longer needed.",
    }),
  ],
});
