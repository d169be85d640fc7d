import type contract from "../../metrics/fraud-detection-exporter.ts";
import type { Metrics } from "../common/metrics/contract.ts";
import { outcomeOf, outcomes } from "./ledger.ts";
import { decisions, type LabelGroup, type Page, type PredictionGroup } from "./sources/source.ts";

/**
 * Adds a page to the counters. A model that appears for the first time starts at 0, so that its first event is an
 * increase.
 * @param isHistory whether the page was recorded before counting begins
 */
export function countPage(metrics: Metrics<typeof contract>, { predictions, labels }: Page, isHistory: boolean): void {
  const models = new Map([...predictions, ...labels].map((one) => [JSON.stringify([one.model, one.version]), one]));
  for (const { model, version } of models.values()) startAtZero(metrics, model, version);
  if (isHistory) return;
  for (const group of predictions) countPredictions(metrics, group);
  for (const group of labels) countLabels(metrics, group);
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
