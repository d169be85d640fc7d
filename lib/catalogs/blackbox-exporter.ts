// What is exposed by Blackbox exporter, read from version 0.28.0.
// `npm run script scripts/catalogs.ts` updates this file: it keeps your edits, but no comments.
import { defineMetrics, goMetrics, metric } from "../metrics/define.ts";

export default defineMetrics({
  title: "Blackbox exporter",
  version: "0.28.0",
  metrics: {
    ...goMetrics,
    blackbox_exporter_build_info: metric.gauge(
      undefined,
      ["branch", "goarch", "goos", "goversion", "revision", "tags", "version"],
      "Version of blackbox_exporter, value is always 1",
    ),
    blackbox_exporter_config_last_reload_success_timestamp_seconds: metric.gauge(
      "timestamp",
      [],
      "Unix time of the last good reload",
    ),
    blackbox_exporter_config_last_reload_successful: metric.gauge(
      "count",
      [],
      "1 when the last configuration reload worked",
      { range: [0, 1] },
    ),
    blackbox_module_unknown_total: metric.counter("count", [], "Probes that asked for an unknown module"),
    net_conntrack_dialer_conn_attempted_total: metric.counter(
      "count",
      ["dialer_name"],
      "Outgoing connections tried per dialer",
    ),
    net_conntrack_dialer_conn_closed_total: metric.counter(
      "count",
      ["dialer_name"],
      "Outgoing connections closed per dialer",
    ),
    net_conntrack_dialer_conn_established_total: metric.counter(
      "count",
      ["dialer_name"],
      "Outgoing connections made per dialer",
    ),
    net_conntrack_dialer_conn_failed_total: metric.counter(
      "count",
      ["dialer_name", "reason"],
      "Outgoing connections failed per dialer and reason",
    ),
  },
});
