import { Failure } from "../../common/backends/failure.ts";
import { askJson } from "../../common/backends/http.ts";
import {
  amount,
  boolean,
  labelText,
  maybe,
  object,
  oneOf,
  type Reader,
  share,
  siftedListOf,
  string,
} from "../../common/backends/read.ts";
import { bucketOf } from "../../common/metrics/histogram.ts";
import {
  decisions,
  delayBounds,
  durationBounds,
  type FraudSource,
  type LabelGroup,
  type PredictionGroup,
  scoreBounds,
  slotWidth,
} from "./source.ts";

export interface HttpSourceOptions {
  /** Asked as `GET <url>?after=<time>&until=<time>&limit=<number>`. */
  readonly url: string;
  readonly token?: string | undefined;
}

const limit = 10_000;

const moment: Reader<Date> = (value, where) => {
  const date = new Date(string(value, where));
  if (!Number.isNaN(date.getTime())) return date;
  throw new Failure("unreadable", `${where}: expected a time such as 2026-01-31T12:00:00.000Z, found "${value}"`);
};

const prediction = object({
  model: labelText,
  version: labelText,
  decision: oneOf(...decisions),
  score: maybe(share),
  amount_usd: amount,
  duration_seconds: amount,
  predicted_at: moment,
});

const label = object({
  model: labelText,
  version: labelText,
  decision: oneOf(...decisions),
  amount_usd: amount,
  predicted_at: moment,
  is_fraud: boolean,
  was_fraud: maybe(boolean),
  recorded_at: moment,
});

const answer = object({
  predictions: siftedListOf(prediction),
  labels: siftedListOf(label),
  through: moment,
  more: boolean,
});

/** Reads a service's own endpoint; README.md tells what it must answer. */
export function httpSource({ url, token }: HttpSourceOptions): FraudSource {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return {
    async read(after, until, signal) {
      const query = new URLSearchParams({
        after: after.toISOString(),
        ...(until && { until: until.toISOString() }),
        limit: String(limit),
      });
      const page = await askJson({ url: `${url}?${query}`, headers, signal }, answer);
      if (page.through < after) throw new Failure("unreadable", "the answer's `through` lies before `after`");
      return {
        predictions: page.predictions.good.map(predictionGroup),
        labels: page.labels.good.filter(({ decision }) => decision !== "error").map(labelGroup),
        skipped: {
          predictions: page.predictions.bad.length,
          labels: page.labels.bad.length,
          example: [...page.predictions.bad, ...page.labels.bad][0]?.message,
        },
        through: page.through,
        // Nothing new and still more would be asked for ever.
        more: page.more && page.through > after,
      };
    },
    close: async () => {},
  };
}

function predictionGroup(one: ReturnType<typeof prediction>): PredictionGroup {
  const { model, version, decision, score, amount_usd, duration_seconds, predicted_at } = one;
  return {
    model,
    version,
    decision,
    slot: slotOf(predicted_at),
    count: 1,
    usd: amount_usd,
    scores: single(scoreBounds, score),
    durations: single(durationBounds, duration_seconds),
    newest: seconds(predicted_at),
  };
}

function labelGroup(one: ReturnType<typeof label>): LabelGroup {
  const { model, version, decision, amount_usd, predicted_at, is_fraud, was_fraud, recorded_at } = one;
  return {
    model,
    version,
    slot: slotOf(predicted_at),
    called: decision !== "approve",
    isFraud: is_fraud,
    wasFraud: was_fraud,
    count: 1,
    usd: amount_usd,
    delays: single(delayBounds, Math.max(0, seconds(recorded_at) - seconds(predicted_at))),
    newest: seconds(recorded_at),
  };
}

const seconds = (date: Date): number => date.getTime() / 1000;
const slotOf = (date: Date): number => Math.floor(seconds(date) / slotWidth) * slotWidth;

const single = (bounds: readonly number[], value: number | undefined) => {
  const counts = new Array<number>(bounds.length + 1).fill(0);
  if (value !== undefined) counts[bucketOf(bounds, value)] = 1;
  return { counts, sum: value ?? 0 };
};
