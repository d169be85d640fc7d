import type { Disturbance, Platform } from "./platform.ts";
import { streaming } from "./streaming.ts";

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** All of it ends before it matters to anybody. */
const disturbances: readonly Disturbance[] = [
  // Exporters that vanish and come back.
  { kind: "unanswered", service: "redis-exporter", at: 5 * hour, lasts: 3 * minute, every: 8 * hour },
  {
    kind: "unanswered",
    service: "fraud-detection-exporter",
    index: 1,
    at: 7 * hour,
    lasts: 4 * minute,
    every: 9 * hour,
  },
  { kind: "unanswered", service: "node-exporter", at: 9 * hour, lasts: minute, every: 17 * hour },
  { kind: "undiscovered", service: "mysqld-exporter", at: 10 * hour, lasts: 4 * minute, every: day },
  { kind: "undiscovered", service: "kafka-exporter", index: 1, at: 4 * hour, lasts: 30 * minute, every: 2 * day },
  // Counters that begin anew.
  { kind: "restarts", service: "postgres-exporter", at: 6 * hour, lasts: minute, every: 13 * hour },
  { kind: "restarts", service: "etl", at: 3 * hour, lasts: minute, every: 11 * hour },
  { kind: "restarts", service: "transactions", at: 8 * hour, lasts: minute, every: 19 * hour },
  { kind: "restarts", service: "loki", at: 12 * hour, lasts: minute, every: 2 * day },
  // Prometheus itself, once for an upgrade that took long.
  { kind: "prometheus-restarts", at: 11 * hour, lasts: 4 * minute, every: day },
  { kind: "prometheus-restarts", at: 2 * day + 15 * hour, lasts: 40 * minute },
  // Clocks that jump and are corrected.
  { kind: "clock-ahead", service: "node-exporter", at: day, lasts: 6 * minute, every: 2 * day },
  { kind: "clock-ahead", service: "etl", at: 30 * hour, lasts: 6 * minute, every: 2 * day },
];

/** Nothing stays as it is. */
export const rough = {
  ...streaming,
  title: "Rough",
  story:
    "Exporters vanish and come back, counters begin anew, limits are 0, two exporters expose the same, Prometheus restarts, clocks jump, and instances come and go with the load.",
  streams: {
    orders: { topic: "orders", schedule: 60, batch: 0.4, capacity: 0 },
    payments: { topic: "transactions", schedule: 60, batch: 0.3, capacity: 0 },
    // Records start it: it has no schedule.
    customers: { topic: "customer-updates", schedule: 0, batch: 6, capacity: 20_000 },
  },
  instances: {
    "kafka-exporter": [{ instance: "kafka-exporter-1:9308" }, { instance: "kafka-exporter-2:9308" }],
    "fraud-detection-exporter": [{ instance: "fraud-exporter-1:9402" }, { instance: "fraud-exporter-2:9402" }],
    "node-exporter": [{ unlimited: true }],
    cadvisor: [{ unlimited: true }],
    "redis-exporter": [{ unlimited: true }],
    transactions: [0, 0.4, 0.55, 0.7, 0.85].map((above, i) => ({ instance: `transactions-${i + 1}:9502`, above })),
  },
  disturbances,
} as const satisfies Platform;
