import { readFile } from "node:fs/promises";
import { startPostgres } from "../../scripts/servers/postgres.ts";
import { costLine, measure } from "./measure.ts";

const models = 1000;
const schema = new URL("../../exporters/fraud-detection/schema.sql", import.meta.url);

/** Predictions spread evenly over the last 30 days and all models; one in twenty has a label, two days later. */
const fill = (predictions: number) => `
  TRUNCATE fraud_predictions, fraud_labels RESTART IDENTITY;
  INSERT INTO fraud_predictions (model, version, decision, score, amount_usd, duration_seconds, predicted_at, recorded_at)
  SELECT 'model-' || i % ${models}, '1', CASE WHEN score > 0.95 THEN 'block' ELSE 'approve' END, score, 100 * score, 0.02, made, made
  FROM (SELECT i, random() AS score, now() - (${predictions} - i) * (interval '30 days' / ${predictions}) AS made
        FROM generate_series(1, ${predictions}) i) AS one;
  INSERT INTO fraud_labels
  SELECT id, score > 0.9, least(predicted_at + interval '2 days', now()) FROM fraud_predictions WHERE id % 20 = 0;
  ANALYZE fraud_predictions; ANALYZE fraud_labels`;

/** Starts with a full table: what a first start costs, and what each poll costs after it. */
export async function benchFraudDetection(): Promise<string[]> {
  const database = await startPostgres({ flags: ["-c", "max_wal_size=4GB", "-c", "shared_buffers=512MB"] });
  const lines: string[] = [];
  try {
    await database.query(await readFile(schema, "utf8"));
    for (const predictions of [100_000, 10_000_000]) {
      await database.query(fill(predictions));
      const environment = { FRAUD_SOURCE_URL: database.connection, POLL_INTERVAL: "5s" };
      const isFull = (text: string) =>
        (text.match(/^fraud_window_predictions{.*window="30d"/gm) ?? []).length === models;
      const cost = await measure("fraud-detection", environment, isFull);
      lines.push(
        costLine(`Fraud detection (PostgreSQL), ${predictions} predictions of ${models} model versions`, cost),
      );
    }
  } finally {
    await database.stop();
  }
  return lines;
}
