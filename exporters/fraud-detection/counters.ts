import type contract from "../../metrics/fraud-detection-exporter.ts";
import type { Metrics } from "../common/metrics/contract.ts";
import { outcomeOf, outcomes } from "./ledger.ts";
import { decisions, type LabelGroup, type Page, type PredictionGroup } from "./sources/source.ts";

/** Counts what a page brings. A model that is seen for the first time starts at 0, so that its first event is an increase. */
export interface Counting {
  /** @param isHistory whether the page was counted before this process began */
  count(page: Page, isHistory: boolean): void;
}

export function counting(metrics: Metrics<typeof contract>): Counting {
  const known = new Set<string>();
  return {
    count({ predictions, labels }, isHistory) {
      for (const { model, version } of [...predictions, ...labels]) {
        const key = JSON.stringify([model, version]);
        if (!known.has(key)) startAtZero(metrics, model, version);
        known.add(key);
      }
      if (isHistory) return;
      for (const group of predictions) countPredictions(metrics, group);
      for (const group of labels) countLabels(metrics, group);
    },
  };
}

function startAtZero(metrics: Metrics<typeof contract>, model: string, version: string): void {
  for (const decision of decisions) {
    metrics.add("fraud_predictions_total", { model, version, decision }, 0);
    metrics.add("fraud_predictions_usd_total", { model, version, decision }, 0);
  }
  for (const outcome of outcomes) metrics.add("fraud_labels_total", { model, version, outcome }, 0);
  metrics.add("fraud_blocked_usd_total", { model, version }, 0);
  metrics.add("fraud_missed_usd_total", { model, version }, 0);
  metrics.add("fraud_wrongly_blocked_usd_total", { model, version }, 0);
}

function countPredictions(metrics: Metrics<typeof contract>, group: PredictionGroup): void {
  const { model, version, decision } = group;
  metrics.add("fraud_predictions_total", { model, version, decision }, group.count);
  metrics.add("fraud_predictions_usd_total", { model, version, decision }, group.usd);
  metrics.addBuckets("fraud_prediction_score", { model, version }, group.scores);
  metrics.addBuckets("fraud_prediction_duration_seconds", { model, version }, group.durations);
}

function countLabels(metrics: Metrics<typeof contract>, group: LabelGroup): void {
  const { model, version, called, isFraud, count, usd } = group;
  metrics.add("fraud_labels_total", { model, version, outcome: outcomeOf(called, isFraud) }, count);
  metrics.addBuckets("fraud_label_delay_seconds", { model, version }, group.delays);
  if (called && isFraud) metrics.add("fraud_blocked_usd_total", { model, version }, usd);
  if (!called && isFraud) metrics.add("fraud_missed_usd_total", { model, version }, usd);
  if (called && !isFraud) metrics.add("fraud_wrongly_blocked_usd_total", { model, version }, usd);
}
