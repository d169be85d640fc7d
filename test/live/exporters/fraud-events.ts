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

/**
 * SQL that records rows while nobody reads the tables, then commits: an exporter that does not wait until rows have
 * settled would never see a row that was committed after it read up to a later time than the row's.
 * @param sql takes its times from `clock_timestamp()`, since `now()` is before the lock
 */
export const whileUnread = (sql: string): string =>
  `BEGIN; LOCK TABLE fraud_predictions, fraud_labels IN ACCESS EXCLUSIVE MODE; ${sql}; COMMIT`;

/** SQL that records events: each prediction when it was made, or at the given age in seconds, and its labels in due time. */
export const insertSql = (events: readonly FraudEvent[], recordedAge?: number): string =>
  whileUnread(events.map((event) => rowsOf(event, recordedAge)).join("\n"));

function rowsOf(event: FraudEvent, recordedAge?: number): string {
  const { model = "gbm", version = "3", decision, score, usd, duration = 0.02, age, labels = [] } = event;
  const ago = (seconds: number) => `clock_timestamp() - interval '${seconds} s'`;
  const labelRows = labels.map(
    ({ isFraud, after }) =>
      `INSERT INTO fraud_labels SELECT currval('fraud_predictions_id_seq'), ${isFraud}, ${ago(age - after)};`,
  );
  return `INSERT INTO fraud_predictions (model, version, decision, score, amount_usd, duration_seconds, predicted_at, recorded_at)
    VALUES ('${model}', '${version}', '${decision}', ${score}, ${usd}, ${duration}, ${ago(age)}, ${ago(recordedAge ?? age)});
    ${labelRows.join("\n")}`;
}
