/** One prediction, and what its labels said, each so many seconds after it. */
export interface FraudEvent {
  readonly model?: string;
  readonly version?: string;
  readonly decision: "approve" | "review" | "block" | "error";
  readonly score: number | null;
  readonly usd: number;
  readonly duration?: number;
  /** Seconds before now. */
  readonly age: number;
  readonly labels?: readonly { readonly isFraud: boolean; readonly after: number }[];
}

/** SQL that records events: each prediction when it was made, or at the given age in seconds, and its labels in due time. */
export const insertSql = (events: readonly FraudEvent[], recordedAge?: number): string =>
  events
    .map(({ model = "gbm", version = "3", decision, score, usd, duration = 0.02, age, labels = [] }) => {
      const labelRows = labels.map(
        ({ isFraud, after }) =>
          `INSERT INTO fraud_labels SELECT currval('fraud_predictions_id_seq'), ${isFraud}, now() - interval '${age - after} s';`,
      );
      return `INSERT INTO fraud_predictions (model, version, decision, score, amount_usd, duration_seconds, predicted_at, recorded_at)
        VALUES ('${model}', '${version}', '${decision}', ${score}, ${usd}, ${duration},
                now() - interval '${age} s', now() - interval '${recordedAge ?? age} s');
        ${labelRows.join("\n")}`;
    })
    .join("\n");
