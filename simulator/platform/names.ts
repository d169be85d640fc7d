/** Kafka's topics: `bytes` of a message, and `peak` messages a second on an ordinary day. */
export const topics = {
  transactions: { partitions: 6, bytes: 420, flow: "transactions", peak: 20 },
  orders: { partitions: 6, bytes: 650, flow: "orders", peak: 17 },
  clickstream: { partitions: 12, bytes: 180, flow: "clicks", peak: 400 },
  "fraud-predictions": { partitions: 6, bytes: 260, flow: "transactions", peak: 20 },
  "customer-updates": { partitions: 3, bytes: 900, flow: "customerUpdates", peak: 4 },
} as const;

/** How much faster consumers can go than an ordinary peak asks of them. */
export const spareSpeed = 2.2;

export type Topic = keyof typeof topics;

export const groups = {
  "fraud-scorer": { topic: "transactions", members: 6 },
  "etl-payments": { topic: "transactions", members: 3 },
  "etl-orders": { topic: "orders", members: 3 },
  "etl-clickstream": { topic: "clickstream", members: 6 },
  "etl-customers": { topic: "customer-updates", members: 1 },
  "fraud-reviews": { topic: "fraud-predictions", members: 2 },
} as const satisfies Record<string, { topic: Topic; members: number }>;

/** `schedule` is in seconds; the streaming pipelines count a micro-batch a minute. */
export const pipelines = {
  orders: { topic: "orders", schedule: 60, batch: 0.4, capacity: 60_000 },
  payments: { topic: "transactions", schedule: 60, batch: 0.3, capacity: 60_000 },
  clickstream: { topic: "clickstream", schedule: 60, batch: 0.8, capacity: 1_000_000 },
  customers: { topic: "customer-updates", schedule: 600, batch: 6, capacity: 20_000 },
} as const satisfies Record<string, { topic: Topic; schedule: number; batch: number; capacity: number }>;

/** The platform's own models: most traffic is judged by the champion, a little by its challenger. */
export const models = [
  { model: "gbm", version: "7", share: 0.92 },
  { model: "gbm", version: "8", share: 0.08 },
] as const;
