import pg from "pg";
import { streaming } from "../platforms/streaming.ts";
import { blockedOfCalled, type Tick } from "../world/tick.ts";
import type { Writer } from "./writer.ts";

/** Most rows of one tick: after a pause there is no flood. */
const maxRows = 2000;

/**
 * Writes what fraud detection decides into PostgreSQL, and minutes later what turned out to be true. Which rows are fraud
 * true is drawn with the row and kept beside it until its label is due.
 * @param url `postgres://...`; the tables of `fraud-detection/schema.sql` are there
 */
export async function fraudTables(url: string): Promise<Writer> {
  const pool = new pg.Pool({ connectionString: url, max: 2, application_name: "simulator" });
  // Without a listener an idle connection's end would end the process; the next query reports it.
  pool.on("error", () => {});
  await pool.query(
    "CREATE TABLE IF NOT EXISTS simulated_truth (prediction_id bigint PRIMARY KEY, is_fraud boolean NOT NULL)",
  );
  const {
    rows: [table],
  } = await pool.query("SELECT EXISTS (SELECT FROM fraud_predictions) AS filled");
  let owed = 0;
  let isFilled: boolean = table.filled;
  return {
    async write(tick) {
      if (!isFilled) await pool.query(past, shares(pastRows, tick));
      isFilled = true;
      owed = Math.min(maxRows, owed + tick.flows.transactions * tick.elapsed);
      const rows = Math.floor(owed);
      owed -= rows;
      if (rows > 0) await pool.query(predictions, shares(rows, tick));
      await pool.query(labels);
    },
    close: () => pool.end(),
  };
}

const shares = (rows: number, { flows, conditions }: Tick): unknown[] => [
  rows,
  flows.fraudShare,
  flows.recall,
  flows.falsePositives,
  blockedOfCalled,
  conditions.drift,
  streaming.models[0].model,
  streaming.models[0].version,
  streaming.models[1].version,
  streaming.models[1].share,
];

/** @param age of a row, as SQL that may use its number `i` */
const insertPredictions = (age: string): string => `
  WITH drawn AS (
    SELECT i, random() < $2 AS is_fraud, random() AS luck, random() AS review, random() AS size, random() AS spread
    FROM generate_series(1, $1::int) AS i
  ), called AS (
    SELECT *, CASE WHEN is_fraud THEN luck < $3 ELSE luck < $4 END AS is_called FROM drawn
  ), written AS (
    INSERT INTO fraud_predictions (model, version, decision, score, amount_usd, duration_seconds, predicted_at, recorded_at)
    SELECT $7, CASE WHEN random() < $10 THEN $9 ELSE $8 END,
      CASE WHEN NOT is_called THEN 'approve' WHEN review < $5 THEN 'block' ELSE 'review' END,
      CASE WHEN is_called THEN 0.7 + 0.29 * spread ELSE least(0.69, (0.02 + 0.2 * $6) * exp(1.5 * spread)) END,
      round((CASE WHEN is_fraud THEN 160 ELSE 45 END * exp(2 * size - 1) * (1 + $6))::numeric, 2),
      0.012 * exp(1.2 * spread), clock_timestamp() - ${age}, clock_timestamp() - ${age}
    FROM called ORDER BY i RETURNING id
  )
  INSERT INTO simulated_truth
    SELECT id, is_fraud FROM (SELECT id, row_number() OVER (ORDER BY id) AS i FROM written) AS w JOIN called USING (i)`;

const predictions = insertPredictions("interval '0'");

/** A sparse last day, where there is none: without a past nothing could be unusual. */
const past = insertPredictions("($1::int - i) * interval '2.16 seconds'");
const pastRows = 40_000;

/** People look at what was called within minutes, and at a part of the rest. Each is labelled once. */
const labels = `
  WITH due AS (
    DELETE FROM simulated_truth USING fraud_predictions p
    WHERE prediction_id = p.id AND p.recorded_at < clock_timestamp() - interval '3 minutes' RETURNING prediction_id, is_fraud
  )
  INSERT INTO fraud_labels (prediction_id, is_fraud) SELECT prediction_id, is_fraud FROM due`;
