import type { Metric } from "bigdata-monitoring";
import { channel } from "./sales.ts";

const slo = ["checkout-availability", "checkout-latency", "order-fulfilment"] as const;
const byPriority = { labels: ["priority"], values: { priority: ["low", "normal", "high", "urgent"] } } as const;

/** Orders, service levels and support: how well the business runs. */
export const operationsMetrics = {
  orders_total: {
    type: "counter",
    labels: ["channel", "status"],
    values: { channel, status: ["placed", "fulfilled", "cancelled", "returned"] },
    unit: "count",
    help: "Orders that reached a status",
  },
  orders_open: { type: "gauge", labels: [], unit: "count", help: "Orders placed, neither fulfilled nor cancelled" },
  orders_fulfilment_duration_seconds: {
    type: "histogram",
    labels: [],
    unit: "seconds",
    buckets: [3600, 14400, 28800, 43200, 86400, 172800, 259200, 432000, 604800],
    help: "Time from an order to its fulfilment",
  },
  slo_events_total: {
    type: "counter",
    labels: ["slo", "result"],
    values: { slo, result: ["good", "bad"] },
    unit: "count",
    help: "Events that a service level objective counts",
  },
  slo_target_ratio: {
    type: "gauge",
    labels: ["slo"],
    values: { slo },
    unit: "ratio",
    range: [0, 1],
    help: "Share of good events that was promised",
  },
  support_tickets_opened_total: { type: "counter", ...byPriority, unit: "count", help: "Support tickets opened" },
  support_tickets_open: { type: "gauge", ...byPriority, unit: "count", help: "Support tickets not yet solved" },
} as const satisfies Record<string, Metric>;
