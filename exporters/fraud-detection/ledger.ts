import { type Ring, ring } from "./ring.ts";
import {
  clockTolerance,
  type LabelGroup,
  type Page,
  type PredictionGroup,
  scoreBounds,
  slotWidth,
} from "./sources/source.ts";

export const outcomes = ["true_positive", "false_positive", "true_negative", "false_negative"] as const;
export type Outcome = (typeof outcomes)[number];

/** The outcome of a prediction, given its label. */
export const outcomeOf = (called: boolean, isFraud: boolean): Outcome => {
  if (called) return isFraud ? "true_positive" : "false_positive";
  return isFraud ? "false_negative" : "true_negative";
};

/** What one model version predicted within a window. */
export interface Tally {
  readonly predictions: number;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** By bucket of the score. */
  readonly scores: readonly number[];
}

export interface ModelVersion {
  readonly model: string;
  readonly version: string;
  /** Seconds since 1970. */
  readonly newestPrediction?: number | undefined;
  readonly newestLabel?: number | undefined;
  /**
   * Of the predictions made within the last seconds.
   * @param now seconds since 1970
   */
  over(seconds: number, now: number): Tally;
}

/** The predictions and labels of the last 30 days, so that no window has to be read from the source again. */
export interface Ledger {
  add(page: Page): void;
  models(): Iterable<ModelVersion>;
}

const day = 86_400;
export const remembered = 30 * day;
const outcomeField = 1;
const scoreField = outcomeField + outcomes.length;
const fields = scoreField + scoreBounds.length + 1;

interface Entry {
  readonly model: string;
  readonly version: string;
  /** A day in slots of five minutes, for the short windows. */
  readonly fine: Ring;
  /** Thirty days in hours, for the long ones. */
  readonly coarse: Ring;
  /** Newest prediction or label. */
  newest: number;
  newestPrediction?: number;
  newestLabel?: number;
}

export interface LedgerLimits {
  /** Model versions: each takes about 80 kB. A new one replaces those without predictions and labels for 30 days. */
  readonly maxModels: number;
  /** Called for every group that is left out because the ledger is full. */
  readonly onDrop: () => void;
}

export function ledger({ maxModels, onDrop }: LedgerLimits): Ledger {
  const entries = new Map<string, Entry>();

  let hasRemoved = false;

  function entryOf(model: string, version: string): Entry | undefined {
    const key = JSON.stringify([model, version]);
    const known = entries.get(key);
    if (known !== undefined) return known;
    // Once for each page: it reads all entries.
    if (entries.size >= maxModels && !hasRemoved) removeInactive(entries);
    hasRemoved ||= entries.size >= maxModels;
    if (entries.size >= maxModels) {
      onDrop();
      return undefined;
    }
    const entry = {
      model,
      version,
      fine: ring(slotWidth, (day + clockTolerance) / slotWidth + 1, fields),
      coarse: ring(3600, (remembered + clockTolerance) / 3600 + 1, fields),
      newest: 0,
    };
    entries.set(key, entry);
    return entry;
  }

  return {
    add({ predictions, labels }) {
      hasRemoved = false;
      for (const group of predictions) addPredictions(entryOf(group.model, group.version), group);
      for (const group of labels) addLabels(entryOf(group.model, group.version), group);
    },
    *models() {
      for (const entry of entries.values())
        yield { ...entry, over: (seconds: number, now: number) => tallyOf(entry, seconds, now) };
    },
  };
}

function removeInactive(entries: Map<string, Entry>): void {
  const newest = Math.max(...Array.from(entries.values(), (entry) => entry.newest));
  for (const [key, entry] of entries) if (entry.newest < newest - remembered) entries.delete(key);
}

function addPredictions(entry: Entry | undefined, { slot, count, scores, newest }: PredictionGroup): void {
  if (entry === undefined) return;
  for (const ring of [entry.fine, entry.coarse]) {
    ring.add(slot, 0, count);
    scores.counts.forEach((scored, i) => {
      ring.add(slot, scoreField + i, scored);
    });
  }
  entry.newestPrediction = Math.max(newest, entry.newestPrediction ?? 0);
  entry.newest = Math.max(newest, entry.newest);
}

/** A corrected label replaces the earlier one, so that the windows stay exact. */
function addLabels(entry: Entry | undefined, { slot, called, isFraud, wasFraud, count, newest }: LabelGroup): void {
  if (entry === undefined) return;
  const fieldOf = (fraud: boolean) => outcomeField + outcomes.indexOf(outcomeOf(called, fraud));
  for (const ring of [entry.fine, entry.coarse]) {
    ring.add(slot, fieldOf(isFraud), count);
    if (wasFraud !== undefined) ring.add(slot, fieldOf(wasFraud), -count);
  }
  entry.newestLabel = Math.max(newest, entry.newestLabel ?? 0);
  entry.newest = Math.max(newest, entry.newest);
}

function tallyOf({ fine, coarse }: Entry, seconds: number, now: number): Tally {
  const sums = (seconds <= day ? fine : coarse).since(now - seconds);
  const of = (outcome: Outcome) => sums[outcomeField + outcomes.indexOf(outcome)] ?? 0;
  return {
    predictions: sums[0] ?? 0,
    outcomes: {
      true_positive: of("true_positive"),
      false_positive: of("false_positive"),
      true_negative: of("true_negative"),
      false_negative: of("false_negative"),
    },
    scores: sums.slice(scoreField),
  };
}
