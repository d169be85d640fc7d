// Do the instances of a cluster know each other, and does the store have what they write?
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";

const alertmanager = job("alertmanager");
const prometheus = job("prometheus");
const about = {
  team: "monitoring",
  domain: "monitoring",
  concern: "performance",
  dashboard: "platform-overview",
} as const;

export default defineRules({
  requires: "scale",
  interval: "30s",
  rules: [
    alert("AlertmanagerClusterIncomplete", {
      ...about,
      expr: promql`
        alertmanager_cluster_members{${alertmanager}}
          < on (cluster, job) group_left () count by (cluster, job) (up{${alertmanager}})`,
      for: "15m",
      severity: "warning",
      summary: "Alertmanager {{ $labels.instance }} knows {{ $value }} members of its cluster",
      description: "A member that the others do not know sends every notification a second time.",
      action:
        "Check that port 9094 is open between the members, for TCP and UDP, and that each names the others as peers.",
    }),

    alert("AlertmanagerConfigsDiffer", {
      ...about,
      expr: promql`count by (cluster, job) (count_values by (cluster, job) ("config", alertmanager_config_hash{${alertmanager}})) > 1`,
      for: "20m",
      severity: "warning",
      summary: "The Alertmanagers have {{ $value }} different configurations",
      description: "Who is notified depends on which of them sends.",
      action: "Deploy `alertmanager.yml` to all of them and reload each.",
    }),

    // Of two, the one that is behind sees the other ahead, so either way one of them fires.
    alert("PrometheusClocksDiffer", {
      ...about,
      concern: "data-quality",
      expr: promql`
        prometheus_tsdb_head_max_time_seconds{${prometheus}}
          - timestamp(prometheus_tsdb_head_max_time_seconds{${prometheus}}) > 5`,
      for: "10m",
      severity: "warning",
      summary: "Prometheus {{ $labels.instance }} is {{ $value | humanizeDuration }} ahead of the one that scrapes it",
      description:
        "The store mixes their samples: where it changes from one to the other, a counter seems to start again, and its rate is too high.",
      action:
        "Run `chronyc tracking` on both hosts, and correct the wrong clock slowly. A clock that is set back stores nothing until it has caught up.",
    }),

    alert("RemoteWriteBehind", {
      ...about,
      expr: promql`
        time() - max_over_time(prometheus_remote_storage_queue_highest_sent_timestamp_seconds{${prometheus}}[5m]) > 120`,
      for: "15m",
      severity: "warning",
      summary:
        "Prometheus {{ $labels.instance }} is {{ $value | humanizeDuration }} behind with {{ $labels.remote_name }}",
      description:
        "Dashboards read the store: they end there. What waits for more than two hours is lost to the store.",
      action: "Check that the store answers; then its load, and raise `maxShards` of scale.ts where it can take more.",
    }),

    alert("RemoteWriteFails", {
      ...about,
      expr: promql`
        rate(prometheus_remote_storage_samples_failed_total{${prometheus}}[5m])
          / rate(prometheus_remote_storage_samples_total{${prometheus}}[5m]) > 0.01`,
      for: "15m",
      severity: "warning",
      summary: "The store refuses {{ $value | humanizePercentage }} of what {{ $labels.instance }} writes",
      description: "Refused samples are not sent again: they are missing in the store.",
      action: "Read Prometheus' log for the store's reason: most often a limit, or samples that are too old.",
    }),
  ],
});
