import type contract from "../../metrics/fraud-detection-exporter.ts";
import { populationStabilityIndex } from "../common/drift.ts";
import type { Snapshot } from "../common/metrics/contract.ts";
import { type ModelVersion, outcomes, remembered, type Tally } from "./ledger.ts";

const hour = 3600;
const windows = { "1h": hour, "24h": 24 * hour, "7d": 168 * hour, "30d": remembered } as const;
type Window = keyof typeof windows;

/**
 * Sets every gauge of a model version. A ratio without a denominator is absent: without a confirmed fraud there is no
 * recall.
 * @param now seconds since 1970
 */
export function showWindows(gauges: Snapshot<typeof contract>, entry: ModelVersion, now: number): void {
  const { model, version } = entry;
  const all = entry.over(remembered, now);
  for (const window of Object.keys(windows) as Window[]) {
    const tally = window === "30d" ? all : entry.over(windows[window], now);
    const labels = { model, version, window };
    gauges.set("fraud_window_predictions", labels, tally.predictions);
    for (const outcome of outcomes) gauges.set("fraud_window_labels", { ...labels, outcome }, tally.outcomes[outcome]);
    showPerformance(gauges, labels, tally);
    if (window !== "30d") gauges.set("fraud_score_psi", { model, version, window }, scoreDrift(all, tally));
  }
}

function showPerformance(
  gauges: Snapshot<typeof contract>,
  labels: { readonly model: string; readonly version: string; readonly window: Window },
  { predictions, outcomes }: Tally,
): void {
  const { true_positive: tp, false_positive: fp, true_negative: tn, false_negative: fn } = outcomes;
  const labelled = tp + fp + tn + fn;
  gauges.set("fraud_labelled_ratio", labels, ratio(labelled, predictions));
  gauges.set("fraud_precision_ratio", labels, ratio(tp, tp + fp));
  gauges.set("fraud_recall_ratio", labels, ratio(tp, tp + fn));
  gauges.set("fraud_accuracy_ratio", labels, ratio(tp + tn, labelled));
  gauges.set("fraud_false_positive_ratio", labels, ratio(fp, fp + tn));
  gauges.set("fraud_confirmed_ratio", labels, ratio(tp + fn, labelled));
}

/** Compared with the scores before the window, so that a window does not hide its own drift. */
const scoreDrift = (all: Tally, window: Tally): number | undefined =>
  populationStabilityIndex(
    all.scores.map((count, i) => Math.max(0, count - (window.scores[i] ?? 0))),
    window.scores,
  );

const ratio = (part: number, whole: number): number | undefined => (whole > 0 ? Math.min(1, part / whole) : undefined);
