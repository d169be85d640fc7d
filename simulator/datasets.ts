// What the data quality exporter checks of the simulated platform.
import {
  accepted,
  defineDataset,
  drift,
  freshness,
  nulls,
  range,
  references,
  rows,
} from "../exporters/data-quality/dataset.ts";
import own from "../exporters/data-quality/datasets.ts";

const lastHour = { column: "created_at", last: "1h" } as const;

export default [
  ...own,
  defineDataset({
    name: "payments",
    database: "shop",
    table: "payments",
    every: "1m",
    window: lastHour,
    checks: [
      freshness("created_at", "10m"),
      rows({ min: 1 }),
      nulls("iban", 0.01),
      range("amount", { min: 0, max: 100_000 }),
      accepted("status", ["settled", "declined"]),
    ],
  }),
  defineDataset({
    name: "orders",
    database: "shop",
    table: "orders",
    every: "1m",
    window: lastHour,
    checks: [
      freshness("created_at", "10m"),
      rows({ min: 1 }),
      nulls("email", 0.01),
      references("customer_id", { table: "customers", column: "id" }, 0.01),
      drift("amount", { of: "numbers", time: "created_at", current: "1h", reference: "1d", maxPsi: 0.25 }),
    ],
  }),
];
