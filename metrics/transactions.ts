// What the transaction service exposes about money, customers and operations. The contract that its team instruments against.
import type { MetricCatalog } from "bigdata-monitoring";
import { customerMetrics } from "./parts/customers.ts";
import { deploymentMetrics } from "./parts/deployment.ts";
import { httpMetrics } from "./parts/http.ts";
import { kafkaProducerMetrics } from "./parts/kafka-producer.ts";
import { operationsMetrics } from "./parts/operations.ts";
import { processMetrics } from "./parts/process.ts";
import { channel } from "./parts/sales.ts";

const payment_method = ["card", "wallet", "bank_transfer", "invoice"] as const;
const status = ["approved", "declined", "blocked", "failed"] as const;
const currency = ["USD", "EUR", "GBP", "JPY"] as const;
const byPayment = {
  labels: ["status", "channel", "payment_method", "currency"],
  values: { status, channel, payment_method, currency },
} as const;
const byCurrency = { labels: ["channel", "currency"], values: { channel, currency } } as const;
const byRefund = {
  labels: ["channel", "reason"],
  values: { channel, reason: ["returned", "cancelled", "fraud", "chargeback", "goodwill"] },
} as const;

export default {
  title: "Transaction service",
  version: "contract",
  metrics: {
    // Transactions. `declined` by the bank, `blocked` by fraud detection, `failed` by us.
    transactions_total: { type: "counter", ...byPayment, unit: "count", help: "Transactions that ended" },
    transactions_amount_usd_total: {
      type: "counter",
      ...byPayment,
      unit: "usd",
      help: "Amount of the transactions that ended; `currency` is what was paid in",
    },
    transactions_value_usd: {
      type: "histogram",
      labels: ["channel"],
      values: { channel },
      unit: "usd",
      buckets: [1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000],
      help: "Amount of one approved transaction",
    },
    transactions_duration_seconds: {
      type: "histogram",
      labels: ["status", "channel"],
      values: { status, channel },
      unit: "seconds",
      buckets: [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      help: "Time from a transaction's start to its end",
    },
    transactions_in_flight: {
      type: "gauge",
      labels: ["channel"],
      values: { channel },
      unit: "count",
      help: "Transactions started and not ended",
    },

    // Revenue.
    revenue_usd_total: {
      type: "counter",
      ...byCurrency,
      unit: "usd",
      help: "Revenue booked, before refunds; `currency` is what was paid in",
    },
    refunds_total: { type: "counter", ...byRefund, unit: "count", help: "Refunds paid" },
    refunds_usd_total: { type: "counter", ...byRefund, unit: "usd", help: "Amount of the refunds paid" },

    ...customerMetrics,
    ...operationsMetrics,
    ...httpMetrics,
    ...kafkaProducerMetrics,
    ...processMetrics,
    ...deploymentMetrics,
  },
} as const satisfies MetricCatalog;
