import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import { defineDashboard, line, row } from "../../../../lib/authoring/define.ts";
import { defineMetrics, metric } from "../../../../lib/metrics/define.ts";
import type { AlertRule, Model, RecordingRule } from "../../../../lib/model/model.ts";
import type { Promql } from "../../../../lib/promql/promql.ts";
import { exampleModel, exampleService } from "./model.ts";

const { counter, gauge, histogram } = metric;

/** A catalog with one metric of each sort. */
const shop = defineMetrics({
  title: "Shop",
  version: "1",
  metrics: {
    shop_requests_total: counter("count", ["code", "method"], "Requests", { values: { method: ["GET", "POST"] } }),
    shop_request_seconds: histogram("seconds", ["method"], "Time of a request", {
      values: { method: ["GET", "POST"] },
    }),
    shop_received_bytes_total: counter("bytes", [], "Bytes received"),
    shop_queue_length: gauge("count", ["queue"], "Orders that wait"),
    shop_queue_limit: gauge("count", ["queue"], "Orders that may wait"),
    shop_memory_bytes: gauge("bytes", [], "Memory in use"),
    shop_disk_used_ratio: gauge("ratio", [], "Share of the disk in use", { range: [0, 1] }),
    shop_disk_used_percent: gauge("percent", [], "Percentage of the disk in use", { range: [0, 100] }),
    shop_build_info: gauge(undefined, ["version"], "The version that runs", { range: [1, 1] }),
    shop_start_time_seconds: gauge("timestamp", [], "When the shop was started"),
  },
});

/** A model of a shop that is scraped every 15 seconds, correct except for the given changes. */
export function shopModel(parts: Parameters<typeof exampleModel>[0] = {}): Model {
  const stack = { shop: exampleService({ title: "Shop", scrape: { interval: "15s" } }) };
  const catalogs = [{ name: "shop", file: "metrics/shop.ts", definition: shop }];
  return { ...exampleModel({ stack, alert: shopAlert, ...parts }), catalogs };
}

const shopAlert: Partial<AlertRule> = {
  expr: 'up{job="shop"} == 0' as Promql,
  summary: "{{ $labels.instance }} is down",
};

/** The model with an alert of this expression. */
export const alertOn = (expr: string, more: Partial<AlertRule> = {}): Model =>
  shopModel({ alert: { ...shopAlert, expr: expr as Promql, ...more } });

/** The model with these recording rules. */
export const recording = (rules: Readonly<Record<string, string>>): Model =>
  shopModel({
    records: Object.entries(rules).map(
      ([record, expr]): RecordingRule => ({ record, expr: expr as Promql, help: "Help" }),
    ),
  });

/** The model with a board of one panel. */
export const boardOf = (panel: Builder<Panel>): Model =>
  shopModel({
    dashboards: {
      hosts: defineDashboard({ title: "Shop", question: "Is it well?", rows: [row("Shop", line(8, [panel]))] }),
    },
  });
