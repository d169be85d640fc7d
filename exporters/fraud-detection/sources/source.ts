import contract from "../../../metrics/fraud-detection-exporter.ts";
import type { Buckets } from "../../common/metrics/contract.ts";

export const decisions = contract.metrics.fraud_predictions_total.values.decision;
export type Decision = (typeof decisions)[number];

export const scoreBounds = contract.metrics.fraud_prediction_score.buckets;
export const durationBounds = contract.metrics.fraud_prediction_duration_seconds.buckets;
export const delayBounds = contract.metrics.fraud_label_delay_seconds.buckets;

/** Seconds: predictions of the last day are grouped by slots of this width, so short windows are exact to it. */
export const slotWidth = 300;

/** Seconds by which a prediction may be ahead of our clock. One further ahead would hide the predictions of its slot. */
export const clockTolerance = 3600;

/** Predictions with the same labels in the same slot. */
export interface PredictionGroup {
  readonly model: string;
  readonly version: string;
  readonly decision: Decision;
  /** Start of the slot in which they were made, in seconds since 1970. */
  readonly slot: number;
  readonly count: number;
  readonly usd: number;
  /** Of those that have a score. */
  readonly scores: Buckets;
  readonly durations: Buckets;
  /** When the newest was made, in seconds since 1970. */
  readonly newest: number;
}

/** Labels of the same kind, for predictions of the same slot. */
export interface LabelGroup {
  readonly model: string;
  readonly version: string;
  /** Slot in which the prediction was made, not the label. */
  readonly slot: number;
  /** Whether the prediction called the transaction fraud. */
  readonly called: boolean;
  readonly isFraud: boolean;
  /** The earlier label of the same prediction, where this one corrects it. */
  readonly wasFraud?: boolean | undefined;
  readonly count: number;
  readonly usd: number;
  readonly delays: Buckets;
  /** When the newest arrived, in seconds since 1970. */
  readonly newest: number;
}

/** Rows of a page that cannot be counted, such as one whose amount is NaN. */
export interface Skipped {
  readonly predictions: number;
  readonly labels: number;
  /** The problem of one of them. */
  readonly example?: string | undefined;
}

/** Everything that was recorded after one time and up to another. */
export interface Page {
  readonly skipped: Skipped;
  readonly predictions: readonly PredictionGroup[];
  readonly labels: readonly LabelGroup[];
  /** Time up to which nothing is missing: where the next page begins. */
  readonly through: Date;
  /** Whether another page is available now. */
  readonly more: boolean;
}

/** Where predictions and labels are read. */
export interface FraudSource {
  /**
   * The page after a time; the source chooses its length.
   * @param until time that the page must not pass
   * @throws Failure, or an error from which `failureOf` makes one
   */
  read(after: Date, until: Date | undefined, signal: AbortSignal): Promise<Page>;
  close(): Promise<void>;
}
