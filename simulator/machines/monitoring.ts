import type alertmanagerContract from "bigdata-monitoring/catalogs/alertmanager";
import type alloyContract from "bigdata-monitoring/catalogs/alloy";
import type grafanaContract from "bigdata-monitoring/catalogs/grafana";
import type lokiContract from "bigdata-monitoring/catalogs/loki";
import type prometheusContract from "bigdata-monitoring/catalogs/prometheus";
import type promtailContract from "bigdata-monitoring/catalogs/promtail";
import type { Registry } from "../world/registry.ts";
import type { Tick } from "../world/tick.ts";

type Update = (tick: Tick) => void;

const ruleGroups = ["alertmanager", "business", "etl", "fraud", "hosts", "kafka", "postgresql"] as const;
const alertmanagerAddress = "http://alertmanager:9093/api/v2/alerts";

/** Log lines a second: every transaction leaves some. */
const lines = ({ flows }: Tick): number => 40 + 12 * flows.transactions;

export const prometheus =
  (registry: Registry<typeof prometheusContract>): Update =>
  ({ near }) => {
    registry.set("prometheus_config_last_reload_successful", {}, 1);
    registry.set("prometheus_tsdb_head_series", {}, Math.round(near("series", 46_000, 0.03)));
    registry.set("prometheus_notifications_alertmanagers_discovered", {}, 1);
    registry.count("prometheus_notifications_dropped_total", { alertmanager: alertmanagerAddress }, 0);
    registry.set("prometheus_notifications_queue_capacity", { alertmanager: alertmanagerAddress }, 10_000);
    registry.set("prometheus_notifications_queue_length", { alertmanager: alertmanagerAddress }, 0);
    registry.count("prometheus_tsdb_compactions_failed_total", {}, 0);
    registry.count("prometheus_tsdb_reloads_failures_total", {}, 0);
    registry.count("prometheus_tsdb_wal_corruptions_total", {}, 0);
    registry.count("prometheus_tsdb_size_retentions_total", {}, 0);
    for (const group of ruleGroups) {
      const rule_group = `/etc/prometheus/rules/${group}.yml;${group}`;
      registry.count("prometheus_rule_evaluation_failures_total", { rule_group }, 0);
      registry.set("prometheus_rule_group_interval_seconds", { rule_group }, 30);
      registry.set("prometheus_rule_group_last_duration_seconds", { rule_group }, near(group, 0.02, 0.5));
    }
  };

export const alertmanager =
  (registry: Registry<typeof alertmanagerContract>): Update =>
  () => {
    registry.set("alertmanager_config_last_reload_successful", {}, 1);
    for (const state of ["active", "expired", "pending"]) registry.set("alertmanager_silences", { state }, 0);
    for (const integration of ["email", "slack", "pagerduty"]) {
      registry.count("alertmanager_notifications_total", { integration }, 1 / 60);
      registry.count("alertmanager_notifications_failed_total", { integration, reason: "other" }, 0);
      registry.observe("alertmanager_notification_latency_seconds", { integration }, 1 / 60, {
        median: 0.3,
        spread: 0.5,
      });
    }
  };

export const grafana =
  (registry: Registry<typeof grafanaContract>): Update =>
  ({ near }) => {
    const pages = { "200": 3.2, "302": 0.1, "404": 0.02, "500": 0.004 };
    for (const [status_code, perSecond] of Object.entries(pages)) {
      const labels = { handler: "/api/ds/query", method: "POST", status_code };
      const median = near("grafana time", 0.06, 0.2);
      registry.observe("grafana_http_request_duration_seconds", labels, perSecond, { median, spread: 0.8 });
    }
    for (const datasource of ["prometheus", "loki"]) {
      const labels = { code: "200", datasource, datasource_type: datasource, method: "POST" };
      registry.count("grafana_datasource_request_total", labels, 1.5);
    }
    registry.count("grafana_rendering_request_total", { status: "success", type: "png" }, 1 / 900);
  };

export const loki =
  (registry: Registry<typeof lokiContract>): Update =>
  (tick) => {
    const tenant = { tenant: "fake", policy: "" };
    const counted = { ...tenant, format: "protobuf", is_internal_stream: "false" };
    registry.count("loki_distributor_lines_received_total", counted, lines(tick));
    const discarded = { ...tenant, format: "protobuf", reason: "rate_limited", retention_hours: "168" };
    registry.count("loki_discarded_samples_total", discarded, 0);
    registry.count("loki_ingester_chunks_flush_failures_total", {}, 0);
    registry.count("loki_ingester_wal_disk_full_failures_total", {}, 0);
    registry.count("loki_panic_total", {}, 0);
    const compacted = Math.floor(tick.time / 600) * 600;
    registry.set("loki_compactor_apply_retention_last_successful_run_timestamp_seconds", {}, compacted);
    for (const [method, route] of [
      ["POST", "loki_api_v1_push"],
      ["GET", "loki_api_v1_query_range"],
    ] as const) {
      const labels = { method, route, status_code: method === "POST" ? "204" : "200", ws: "false" };
      registry.observe("loki_request_duration_seconds", labels, 1.2, {
        median: tick.near(route, 0.03, 0.2),
        spread: 0.7,
      });
    }
  };

export const promtail =
  (registry: Registry<typeof promtailContract>): Update =>
  (tick) => {
    const host = { host: "loki:3100" };
    registry.count("promtail_sent_entries_total", host, lines(tick));
    registry.count("promtail_dropped_entries_total", { ...host, reason: "ingester_error", tenant: "" }, 0);
    const request = { ...host, status_code: "204" };
    registry.observe("promtail_request_duration_seconds", request, 1, { median: 0.02, spread: 0.5 });
  };

export const alloy =
  (registry: Registry<typeof alloyContract>): Update =>
  (tick) => {
    const where = { component_id: "loki.write.default", component_path: "/", host: "loki:3100", tenant: "" };
    registry.set(
      "alloy_component_controller_running_components",
      { controller_id: "", controller_path: "/", health_type: "healthy" },
      14,
    );
    registry.count("loki_write_sent_entries_total", where, lines(tick));
    registry.count("loki_write_dropped_entries_total", { ...where, reason: "ingester_error" }, 0);
    const request = { ...where, status_code: "204" };
    registry.observe("loki_write_request_duration_seconds", request, 1, { median: 0.02, spread: 0.5 });
  };
