import { weekdaysAndWeekends } from "../world/demand.ts";
import type { Platform } from "./platform.ts";

/** The platform of the demo and of the incidents in `scenarios/`. */
export const streaming = {
  title: "Streaming",
  story: "A web shop with much traffic. Pipelines read their topics all the time. There is one of each server.",
  demand: {
    curve: weekdaysAndWeekends,
    transactions: 20,
    clicks: 400,
    customerUpdates: 4,
    fraud: 0.012,
    falsePositives: 0.002,
    counting: "rates",
  },
  brokers: 3,
  topics: {
    transactions: { partitions: 6, bytes: 420, flow: "transactions", peak: 20, producer: "transactions" },
    orders: { partitions: 6, bytes: 650, flow: "orders", peak: 17, producer: "transactions" },
    clickstream: { partitions: 12, bytes: 180, flow: "clicks", peak: 400, producer: "transactions" },
    "fraud-predictions": { partitions: 6, bytes: 260, flow: "transactions", peak: 20, producer: "etl" },
    "customer-updates": { partitions: 3, bytes: 900, flow: "customerUpdates", peak: 4, producer: "etl" },
  },
  groups: {
    "fraud-scorer": { topic: "transactions", members: 6 },
    "etl-payments": { topic: "transactions", members: 3 },
    "etl-orders": { topic: "orders", members: 3 },
    "etl-clickstream": { topic: "clickstream", members: 6 },
    "etl-customers": { topic: "customer-updates", members: 1 },
    "fraud-reviews": { topic: "fraud-predictions", members: 2 },
  },
  streams: {
    orders: { topic: "orders", schedule: 60, batch: 0.4, capacity: 60_000 },
    payments: { topic: "transactions", schedule: 60, batch: 0.3, capacity: 60_000 },
    clickstream: { topic: "clickstream", schedule: 60, batch: 0.8, capacity: 1_000_000 },
    customers: { topic: "customer-updates", schedule: 600, batch: 6, capacity: 20_000 },
  },
  batches: {},
  featureViews: {
    "customer-profile": { entities: 480_000, refresh: 900 },
    "card-velocity": { entities: 620_000, refresh: 60 },
    "merchant-risk": { entities: 18_000, refresh: 1800 },
    "device-fingerprint": { entities: 910_000, refresh: 300 },
  },
  // Most traffic is scored by the champion, a little by its challenger.
  models: [
    { model: "gbm", version: "7", share: 0.92 },
    { model: "gbm", version: "8", share: 0.08 },
  ],
  datasets: {
    "fraud-predictions": { rows: 20 * 3600, every: 300, nulls: "score", numbers: ["score", "amount_usd"] },
    "fraud-labels": {
      rows: 12 * 86_400 * weekdaysAndWeekends.mean,
      daily: true,
      every: 900,
      nulls: "is_fraud",
      numbers: [],
    },
    payments: { rows: 20 * 3600, every: 300, nulls: "iban", numbers: ["amount"] },
    orders: { rows: 17 * 3600, every: 300, nulls: "email", numbers: ["amount"] },
  },
  instances: {},
  disturbances: [],
} as const satisfies Platform;
