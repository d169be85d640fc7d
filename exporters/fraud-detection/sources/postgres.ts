import * as z from "zod";
import { failureOf } from "../../common/backends/failure.ts";
import { postgres } from "../../common/backends/postgres.ts";
import { finite, maxAmount, maybe, read } from "../../common/backends/read.ts";
import { quoted } from "../../common/backends/sql.ts";
import { maxLabelLength } from "../../common/metrics/limit.ts";
import {
  clockTolerance,
  decisions,
  delayBounds,
  durationBounds,
  type FraudSource,
  type LabelGroup,
  type Page,
  type PredictionGroup,
  scoreBounds,
  slotWidth,
} from "./source.ts";

export interface PostgresSourceOptions {
  readonly url: string;
  readonly predictionsTable: string;
  readonly labelsTable: string;
  /**
   * Milliseconds: newer rows are not read yet, since a transaction that began earlier may still write rows with an
   * earlier `recorded_at`. Must be longer than the longest writing transaction.
   */
  readonly settle: number;
  readonly statementTimeout: number;
}

/** Milliseconds that a page may cover. */
const [shortest, longest] = [60_000, 7 * 86_400_000];

/** After a page with more groups the next page covers less time, which bounds memory. */
const manyGroups = 20_000;

/** Reads the two tables of schema.sql. The database groups the rows, so that their number does not matter here. */
export function postgresSource({ url, settle, statementTimeout, ...tables }: PostgresSourceOptions): FraudSource {
  const database = postgres({ url, statementTimeout, applicationName: "fraud-detection-exporter" });
  const [predictionsSql, labelsSql] = [predictionsQuery(tables), labelsQuery(tables)];
  const skippedSql = skippedQuery(tables);
  let span = 3_600_000;

  /** Adapts the length of the next page: longer after a quick one, shorter after a slow or large one. */
  async function paced(read: () => Promise<Page>): Promise<Page> {
    const start = performance.now();
    try {
      const page = await read();
      const groups = page.predictions.length + page.labels.length;
      const isQuick = performance.now() - start < statementTimeout / 10;
      if (groups > manyGroups) span = Math.max(span / 2, shortest);
      else if (isQuick && groups < manyGroups / 4) span = Math.min(span * 2, longest);
      return page;
    } catch (error) {
      if (failureOf(error).reason === "timeout") span = Math.max(span / 4, shortest);
      throw error;
    }
  }

  async function settledTime(signal: AbortSignal): Promise<Date> {
    const [row] = await database.query(settledSql, [settle], signal);
    return new Date(read(finite, row?.settled, "clock"));
  }

  return {
    read: (after, until, signal) =>
      paced(async () => {
        const settled = await settledTime(signal);
        const through = earliest(new Date(after.getTime() + span), until ?? settled, settled);
        const nothing = { predictions: 0, labels: 0 };
        if (through <= after) return { predictions: [], labels: [], skipped: nothing, through: after, more: false };
        const range = [after, through];
        const predictions = await database.query(predictionsSql, range, signal);
        const labels = await database.query(labelsSql, range, signal);
        const [skipped] = await database.query(skippedSql, range, signal);
        return {
          predictions: read(z.array(predictionRow), predictions, "predictions"),
          labels: read(z.array(labelRow), labels, "labels"),
          skipped: read(skippedRow, skipped, "skipped"),
          through,
          more: through < settled,
        };
      }),
    close: () => database.close(),
  };
}

const earliest = (...times: readonly Date[]): Date => new Date(Math.min(...times.map(Number)));

// Whole milliseconds, as JavaScript's times have them: a fraction would be skipped, or read twice.
const settledSql = "SELECT (floor(extract(epoch FROM clock_timestamp()) * 1000) - $1)::float8 AS settled";

type Tables = Pick<PostgresSourceOptions, "predictionsTable" | "labelsTable">;

/** Whether a prediction can be counted. A view may hold what schema.sql's constraints refuse. NaN is the greatest number. */
const isValid = (p: string): string => `(
    length(${p}.model) <= ${maxLabelLength} AND length(${p}.version) <= ${maxLabelLength}
    AND ${p}.decision IN (${decisions.map((one) => `'${one}'`).join(", ")})
    AND coalesce(${p}.score, 0) BETWEEN 0 AND 1 AND ${p}.amount_usd BETWEEN 0 AND ${maxAmount}
    AND ${p}.duration_seconds BETWEEN 0 AND ${maxAmount}
    AND ${p}.predicted_at BETWEEN 'epoch' AND now() + interval '${clockTolerance} s')`;

const skippedQuery = ({ predictionsTable, labelsTable }: Tables): string => `
  SELECT
    (SELECT count(*) FROM ${quoted(predictionsTable)} p
     WHERE p.recorded_at > $1 AND p.recorded_at <= $2 AND ${isValid("p")} IS NOT TRUE)::int AS predictions,
    (SELECT count(*) FROM ${quoted(labelsTable)} l JOIN ${quoted(predictionsTable)} p ON p.id = l.prediction_id
     WHERE l.recorded_at > $1 AND l.recorded_at <= $2
       AND (${isValid("p")} AND l.is_fraud IS NOT NULL) IS NOT TRUE)::int AS labels`;

const predictionsQuery = ({ predictionsTable }: Tables): string => `
  SELECT model, version, decision,
         ${slotOf("predicted_at")} AS slot,
         count(*)::int AS count,
         sum(amount_usd)::float8 AS usd,
         ${bucketCounts("score", scoreBounds)} AS score_counts,
         coalesce(sum(score), 0)::float8 AS score_sum,
         ${bucketCounts("duration_seconds", durationBounds)} AS duration_counts,
         sum(duration_seconds)::float8 AS duration_sum,
         max(extract(epoch FROM predicted_at))::float8 AS newest
  FROM ${quoted(predictionsTable)} p
  WHERE recorded_at > $1 AND recorded_at <= $2 AND ${isValid("p")} IS TRUE
  GROUP BY model, version, decision, slot`;

const labelsQuery = ({ predictionsTable, labelsTable }: Tables): string => `
  SELECT model, version, slot, called, is_fraud, was_fraud,
         count(*)::int AS count,
         sum(amount_usd)::float8 AS usd,
         ${bucketCounts("delay", delayBounds)} AS delay_counts,
         sum(delay)::float8 AS delay_sum,
         max(extract(epoch FROM recorded_at))::float8 AS newest
  FROM (
    SELECT p.model, p.version, ${slotOf("p.predicted_at")} AS slot, p.decision <> 'approve' AS called, p.amount_usd,
           l.is_fraud, l.recorded_at,
           greatest(0, extract(epoch FROM l.recorded_at - p.predicted_at)) AS delay,
           (SELECT earlier.is_fraud FROM ${quoted(labelsTable)} earlier
            WHERE earlier.prediction_id = l.prediction_id AND earlier.recorded_at < l.recorded_at
            ORDER BY earlier.recorded_at DESC LIMIT 1) AS was_fraud
    FROM ${quoted(labelsTable)} l
    JOIN ${quoted(predictionsTable)} p ON p.id = l.prediction_id
    WHERE l.recorded_at > $1 AND l.recorded_at <= $2 AND p.decision <> 'error'
      AND l.is_fraud IS NOT NULL AND ${isValid("p")} IS TRUE
  ) arrived
  GROUP BY model, version, slot, called, is_fraud, was_fraud`;

/** Only windows of a day or less need narrow slots; for older predictions slots of an hour make fewer groups. */
const slotOf = (column: string): string => {
  const width = `(CASE WHEN ${column} >= now() - interval '25 hours' THEN ${slotWidth} ELSE 3600 END)`;
  return `(floor(extract(epoch FROM ${column}) / ${width}) * ${width})::float8`;
};

/** Counts of a histogram's buckets as an array: a value counts in the first bucket whose bound is not below it. */
const bucketCounts = (column: string, bounds: readonly number[]): string => {
  const filters = [...bounds, Number.POSITIVE_INFINITY].map((bound, i) => {
    const above = i === 0 ? "" : ` AND ${column} > ${bounds[i - 1]}`;
    const below = Number.isFinite(bound) ? ` AND ${column} <= ${bound}` : "";
    return `count(*) FILTER (WHERE ${column} IS NOT NULL${above}${below})::int`;
  });
  return `ARRAY[${filters.join(", ")}]`;
};

const counts = z.array(finite);

const predictionRow = z
  .object({
    model: z.string(),
    version: z.string(),
    decision: z.enum(decisions),
    slot: finite,
    count: finite,
    usd: finite,
    score_counts: counts,
    score_sum: finite,
    duration_counts: counts,
    duration_sum: finite,
    newest: finite,
  })
  .transform(
    ({ score_counts, score_sum, duration_counts, duration_sum, ...group }): PredictionGroup => ({
      ...group,
      scores: { counts: score_counts, sum: score_sum },
      durations: { counts: duration_counts, sum: duration_sum },
    }),
  );

const labelRow = z
  .object({
    model: z.string(),
    version: z.string(),
    slot: finite,
    called: z.boolean(),
    is_fraud: z.boolean(),
    was_fraud: maybe(z.boolean()),
    count: finite,
    usd: finite,
    delay_counts: counts,
    delay_sum: finite,
    newest: finite,
  })
  .transform(
    ({ is_fraud, was_fraud, delay_counts, delay_sum, ...group }): LabelGroup => ({
      ...group,
      isFraud: is_fraud,
      wasFraud: was_fraud,
      delays: { counts: delay_counts, sum: delay_sum },
    }),
  );

const skippedRow = z.object({ predictions: finite, labels: finite });
