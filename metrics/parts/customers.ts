import type { Metric } from "bigdata-monitoring";
import { byChannel, channel } from "./sales.ts";

/** Customers and their way to a purchase. */
export const customerMetrics = {
  customers_active: {
    type: "gauge",
    labels: ["window", "segment"],
    values: { window: ["1h", "24h", "30d"], segment: ["new", "returning", "loyal"] },
    unit: "count",
    help: "Customers who bought within the window; windows overlap, segments do not",
  },
  customers_registered_total: { type: "counter", ...byChannel, unit: "count", help: "Customers who signed up" },
  sessions_started_total: { type: "counter", ...byChannel, unit: "count", help: "Visits begun" },
  sessions_active: { type: "gauge", ...byChannel, unit: "count", help: "Visits in progress" },
  checkout_steps_total: {
    type: "counter",
    labels: ["channel", "step"],
    values: { channel, step: ["view", "cart", "checkout", "payment", "purchase"] },
    unit: "count",
    help: "Visits that reached a step on the way to a purchase, each counted once a step",
  },
  checkout_duration_seconds: {
    type: "histogram",
    ...byChannel,
    unit: "seconds",
    buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    help: "Time that the platform needed for a checkout, the customer's own time left out",
  },
} as const satisfies Record<string, Metric>;
