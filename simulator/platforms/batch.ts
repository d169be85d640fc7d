import type { Platform } from "./platform.ts";
import { streaming } from "./streaming.ts";

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** Hourly and nightly pipelines. Some runs are late, and some first attempts fail. */
export const batch = {
  ...streaming,
  title: "Batch",
  story: "Pipelines run every hour or every night; features and most checks are daily. Between runs, records wait.",
  groups: {
    "fraud-scorer": { topic: "transactions", members: 6 },
    "fraud-reviews": { topic: "fraud-predictions", members: 2 },
    "hourly-payments": { topic: "transactions", members: 3, batch: "hourly-payments" },
    "hourly-clickstream": { topic: "clickstream", members: 6, batch: "hourly-clickstream" },
    warehouse: { topic: "orders", members: 3, batch: "warehouse" },
  },
  streams: {},
  batches: {
    "hourly-payments": {
      ...{ every: hour, at: 5 * minute, takes: 15 * minute, records: 40_000, bytes: 420 },
      late: { share: 0.05, by: 20 * minute },
      failing: { share: 0.03, retryAfter: 5 * minute },
    },
    "hourly-clickstream": {
      ...{ every: hour, at: 10 * minute, takes: 25 * minute, records: 800_000, bytes: 180 },
      late: { share: 0.05, by: 15 * minute },
      failing: { share: 0, retryAfter: 5 * minute },
    },
    warehouse: {
      ...{ every: day, at: 90 * minute, takes: 90 * minute, records: 1_500_000, bytes: 650 },
      late: { share: 0.3, by: 40 * minute },
      failing: { share: 0, retryAfter: 15 * minute },
    },
    "nightly-customers": {
      ...{ every: day, at: 3 * hour, takes: 40 * minute, records: 300_000, bytes: 900 },
      late: { share: 0, by: 0 },
      failing: { share: 0.3, retryAfter: 5 * minute },
    },
  },
  featureViews: {
    "customer-profile": { entities: 480_000, refresh: day, takes: 5 * hour },
    "merchant-risk": { entities: 18_000, refresh: day, takes: 4 * hour },
    "device-fingerprint": { entities: 910_000, refresh: hour, takes: 30 * minute },
  },
  datasets: {
    "fraud-predictions": streaming.datasets["fraud-predictions"],
    "warehouse-orders": { rows: 800_000, daily: true, every: day, nulls: "email", numbers: ["amount"] },
    "warehouse-customers": { rows: 300_000, daily: true, every: day, nulls: "segment", numbers: [] },
  },
} as const satisfies Platform;
