import type { DemandCurve } from "../world/demand.ts";
import type { Platform } from "./platform.ts";
import { streaming } from "./streaming.ts";

const hour = 3600;
const day = 24 * hour;

/** From midnight to six nobody does anything. Around noon there is most to do. */
const emptyNights: DemandCurve = {
  at: (time) => {
    const hours = (time % day) / hour;
    return hours < 6 ? 0 : Math.sin((Math.PI * (hours - 6)) / 18) ** 0.7;
  },
  mean: 0.52,
};

/** So little happens that every event is seen. */
export const small = {
  ...streaming,
  title: "Small",
  story: "A transaction in ten seconds, five confirmed frauds a week, and no event at night.",
  demand: {
    curve: emptyNights,
    transactions: 0.1,
    clicks: 2,
    customerUpdates: 0.02,
    // Of some 31 000 transactions a week, labels confirm three in five.
    fraud: 0.00027,
    falsePositives: 0.00003,
    counting: "events",
  },
  topics: {
    transactions: { partitions: 3, bytes: 420, flow: "transactions", peak: 0.1, producer: "transactions" },
    orders: { partitions: 3, bytes: 650, flow: "orders", peak: 0.085, producer: "transactions" },
    clickstream: { partitions: 3, bytes: 180, flow: "clicks", peak: 2, producer: "transactions" },
    "fraud-predictions": { partitions: 3, bytes: 260, flow: "transactions", peak: 0.1, producer: "etl" },
    "customer-updates": { partitions: 1, bytes: 900, flow: "customerUpdates", peak: 0.02, producer: "etl" },
  },
  models: [{ model: "gbm", version: "7", share: 1 }],
  instances: { "node-exporter": [{ backups: ["postgres", "mysql"] }] },
  datasets: {
    "fraud-predictions": { rows: 360, every: 300, nulls: "score", numbers: ["score"] },
    payments: { rows: 360, every: 300, nulls: "iban", numbers: ["amount"] },
    orders: { rows: 300, every: 300, nulls: "email", numbers: ["amount"] },
  },
} as const satisfies Platform;
