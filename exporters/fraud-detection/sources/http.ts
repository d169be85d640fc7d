import * as z from "zod";
import { Failure } from "../../common/backends/failure.ts";
import { fetchJson } from "../../common/backends/http.ts";
import { amount, labelText, list, maybe, ratio, readRows } from "../../common/backends/read.ts";
import { bucketOf } from "../../common/metrics/histogram.ts";
import {
  clockTolerance,
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
  /** Requested as `GET <url>?after=<time>&until=<time>&limit=<number>`. */
  readonly url: string;
  readonly token?: string | undefined;
}

/** Predictions and labels of a page: so many have about half of the bytes that an answer may have. */
const limit = 2000;

const time = z
  .string("expected a time such as 2026-01-31T12:00:00.000Z")
  .transform((written) => new Date(written))
  .pipe(z.date("expected a time such as 2026-01-31T12:00:00.000Z"));

const pastTime = time.refine((date) => date.getTime() >= 0 && !isAhead(date), "expected a time from 1970 to now");

const shared = {
  model: labelText,
  version: labelText,
  decision: z.enum(decisions),
  amount_usd: amount,
  predicted_at: pastTime,
};

const prediction = z.object({ ...shared, score: maybe(ratio), duration_seconds: amount }).transform(
  ({ amount_usd, score, duration_seconds, predicted_at, ...one }): PredictionGroup => ({
    ...one,
    slot: slotOf(predicted_at),
    count: 1,
    usd: amount_usd,
    scores: single(scoreBounds, score),
    durations: single(durationBounds, duration_seconds),
    newest: seconds(predicted_at),
  }),
);

/** undefined if the prediction ended in an error: there is nothing to confirm or refute. */
const label = z
  .object({ ...shared, is_fraud: z.boolean(), was_fraud: maybe(z.boolean()), recorded_at: pastTime })
  .transform(
    ({
      model,
      version,
      decision,
      amount_usd,
      predicted_at,
      is_fraud,
      was_fraud,
      recorded_at,
    }): LabelGroup | undefined =>
      decision === "error"
        ? undefined
        : {
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
          },
  );

const answer = z.object({
  predictions: list,
  labels: list,
  through: time,
  more: z.boolean(),
});

/** Reads the endpoint of a service; README.md specifies its answers. */
export function httpSource({ url, token }: HttpSourceOptions): FraudSource {
  return {
    async read(after, until, signal) {
      const page = await fetchJson({ url: pageUrl(url, after, until), token, signal }, answer);
      const { through } = page;
      if (through < after) throw new Failure("unreadable", "the answer's `through` lies before `after`");
      if ((until && through > until) || isAhead(through))
        throw new Failure("unreadable", "the answer's `through` lies after `until`, or in the future");
      const predictions = readRows(prediction, page.predictions, "predictions");
      const labels = readRows(label, page.labels, "labels");
      return {
        predictions: predictions.good,
        labels: labels.good.filter((group) => group !== undefined),
        skipped: {
          predictions: predictions.bad,
          labels: labels.bad,
          example: predictions.example ?? labels.example,
        },
        through,
        // Otherwise the same page would be requested again at once.
        more: page.more && through > after,
      };
    },
    close: async () => {},
  };
}

function pageUrl(url: string, after: Date, until: Date | undefined): URL {
  const page = new URL(url);
  page.searchParams.set("after", after.toISOString());
  if (until) page.searchParams.set("until", until.toISOString());
  page.searchParams.set("limit", String(limit));
  return page;
}

const isAhead = (date: Date): boolean => date.getTime() > Date.now() + clockTolerance * 1000;
const seconds = (date: Date): number => date.getTime() / 1000;
const slotOf = (date: Date): number => Math.floor(seconds(date) / slotWidth) * slotWidth;

const single = (bounds: readonly number[], value: number | undefined) => {
  const counts = new Array<number>(bounds.length + 1).fill(0);
  if (value !== undefined) counts[bucketOf(bounds, value)] = 1;
  return { counts, sum: value ?? 0 };
};
