import { failureOf } from "../../common/backends/failure.ts";
import { postgres } from "../../common/backends/postgres.ts";
import { boolean, listOf, maybe, number, object, oneOf, string } from "../../common/backends/read.ts";
import { quoted } from "../../common/backends/sql.ts";
import { longestLabel } from "../../common/metrics/limit.ts";
import {
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
   * Milliseconds for which the newest rows are left alone: a transaction that began earlier may still write
   * rows with an earlier `recorded_at`. Must be longer than the longest writing transaction.
   */
  readonly settle: number;
  readonly statementTimeout: number;
}

/** Milliseconds of a page at the least and at the most. */
const [shortest, longest] = [60_000, 7 * 86_400_000];

/** Groups of a page beyond which the next is made shorter: memory is bounded by it. */
const manyGroups = 20_000;

/** Reads the two tables of schema.sql. Rows are grouped by the database: what travels does not grow with their number. */
export function postgresSource({ url, settle, statementTimeout, ...tables }: PostgresSourceOptions): FraudSource {
  const database = postgres({ url, statementTimeout, applicationName: "fraud-detection-exporter" });
  const [predictionsSql, labelsSql] = [predictionsQuery(tables), labelsQuery(tables)];
  const skippedSql = skippedQuery(tables);
  let span = 3_600_000;

  /** A page as long as the database and our memory can take: longer after a quick one, shorter after a heavy one. */
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

  async function settledMoment(signal: AbortSignal): Promise<Date> {
    const [row] = await database.query(settledSql, [settle], signal);
    return new Date(number(row?.settled, "clock"));
  }

  return {
    read: (after, until, signal) =>
      paced(async () => {
        const settled = await settledMoment(signal);
        const through = earliest(new Date(after.getTime() + span), until ?? settled, settled);
        const nothing = { predictions: 0, labels: 0 };
        if (through <= after) return { predictions: [], labels: [], skipped: nothing, through: after, more: false };
        const range = [after, through];
        const predictions = await database.query(predictionsSql, range, signal);
        const labels = await database.query(labelsSql, range, signal);
        const [skipped] = await database.query(skippedSql, range, signal);
        return {
          predictions: predictions.map(predictionGroup),
          labels: labels.map(labelGroup),
          skipped: skippedRow(skipped, "skipped"),
          through,
          more: through < settled,
        };
      }),
    close: () => database.close(),
  };
}

const earliest = (...moments: readonly Date[]): Date => new Date(Math.min(...moments.map(Number)));

// JavaScript's times end at milliseconds: a moment between two of them would be skipped, or read twice.
const settledSql = "SELECT (floor(extract(epoch FROM clock_timestamp()) * 1000) - $1)::float8 AS settled";

type Tables = Pick<PostgresSourceOptions, "predictionsTable" | "labelsTable">;

/** Whether a prediction can be counted. A view may hold what schema.sql's constraints refuse. NaN is above Infinity. */
const isValid = (prediction: string): string => {
  const [model, version, decision, score, amount, duration, time] = [
    "model",
    "version",
    "decision",
    "score",
    "amount_usd",
    "duration_seconds",
    "predicted_at",
  ].map((column) => `${prediction}.${column}`);
  const isAmount = (column: string | undefined) => `${column} >= 0 AND ${column} < 'Infinity'::float8`;
  return `(length(${model}) <= ${longestLabel} AND length(${version}) <= ${longestLabel}
    AND ${decision} IN (${decisions.map((one) => `'${one}'`).join(", ")})
    AND coalesce(${score}, 0) BETWEEN 0 AND 1 AND ${isAmount(amount)} AND ${isAmount(duration)} AND isfinite(${time}))`;
};

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

/** Only windows of a day or less need the fine slots; for what is older an hour will do, in far fewer groups. */
const slotOf = (column: string): string => {
  const width = `(CASE WHEN ${column} >= now() - interval '25 hours' THEN ${slotWidth} ELSE 3600 END)`;
  return `(floor(extract(epoch FROM ${column}) / ${width}) * ${width})::float8`;
};

/** Counts of a histogram's buckets as an array: each value counts in the first bucket whose bound is not below it. */
const bucketCounts = (column: string, bounds: readonly number[]): string => {
  const filters = [...bounds, Number.POSITIVE_INFINITY].map((bound, i) => {
    const above = i === 0 ? "" : ` AND ${column} > ${bounds[i - 1]}`;
    const below = Number.isFinite(bound) ? ` AND ${column} <= ${bound}` : "";
    return `count(*) FILTER (WHERE ${column} IS NOT NULL${above}${below})::int`;
  });
  return `ARRAY[${filters.join(", ")}]`;
};

const predictionRow = object({
  model: string,
  version: string,
  decision: oneOf(...decisions),
  slot: number,
  count: number,
  usd: number,
  score_counts: listOf(number),
  score_sum: number,
  duration_counts: listOf(number),
  duration_sum: number,
  newest: number,
});

const labelRow = object({
  model: string,
  version: string,
  slot: number,
  called: boolean,
  is_fraud: boolean,
  was_fraud: maybe(boolean),
  count: number,
  usd: number,
  delay_counts: listOf(number),
  delay_sum: number,
  newest: number,
});

const skippedRow = object({ predictions: number, labels: number });

function predictionGroup(row: unknown): PredictionGroup {
  const { score_counts, score_sum, duration_counts, duration_sum, ...group } = predictionRow(row, "predictions");
  return {
    ...group,
    scores: { counts: score_counts, sum: score_sum },
    durations: { counts: duration_counts, sum: duration_sum },
  };
}

function labelGroup(row: unknown): LabelGroup {
  const { is_fraud, was_fraud, delay_counts, delay_sum, ...group } = labelRow(row, "labels");
  return { ...group, isFraud: is_fraud, wasFraud: was_fraud, delays: { counts: delay_counts, sum: delay_sum } };
}
