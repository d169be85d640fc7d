// The platform's datasets: the tables that other teams depend on, and their checks.
import { accepted, defineDataset, drift, freshness, nulls, range, references, rows } from "./dataset.ts";

export default [
  defineDataset({
    name: "fraud-predictions",
    database: "platform",
    table: "fraud_predictions",
    every: "5m",
    window: { column: "recorded_at", last: "1h" },
    checks: [
      freshness("recorded_at", "10m"),
      rows({ min: 1 }),
      nulls("score", 0.01),
      range("amount_usd", { min: 0, max: 100_000 }, 0.001),
      range("duration_seconds", { min: 0, max: 10 }, 0.001),
      accepted("decision", ["approve", "review", "block", "error"]),
      drift("score", { of: "numbers", time: "recorded_at", current: "1h", reference: "1d", maxPsi: 0.25, maxKs: 0.2 }),
      drift("amount_usd", { of: "numbers", time: "recorded_at", current: "1h", reference: "1d", maxPsi: 0.25 }),
    ],
  }),
  defineDataset({
    name: "fraud-labels",
    database: "platform",
    table: "fraud_labels",
    every: "15m",
    window: { column: "recorded_at", last: "1d" },
    checks: [freshness("recorded_at", "1d"), references("prediction_id", { table: "fraud_predictions", column: "id" })],
  }),
];
