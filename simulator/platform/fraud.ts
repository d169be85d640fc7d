import type contract from "../../metrics/fraud-detection-exporter.ts";
import { meanDemand } from "../world/demand.ts";
import type { Registry } from "../world/registry.ts";
import { blockedOfCalled, type Tick } from "../world/tick.ts";
import { models } from "./names.ts";
import { updatePolls } from "./polls.ts";

type Fraud = Registry<typeof contract>;
type Version = { readonly model: string; readonly version: string };

const day = 86_400;
/** Seconds of each window, and the share of its predictions that is labelled by its end. */
const windows = {
  "1h": { seconds: 3600, labelled: 0.03 },
  "24h": { seconds: day, labelled: 0.4 },
  "7d": { seconds: 7 * day, labelled: 0.8 },
  "30d": { seconds: 30 * day, labelled: 0.95 },
} as const;
/** Share of predictions that anybody ever confirms or refutes. */
const labelled = 0.6;
/** US dollars, on average. Missed fraud is smaller: what stands out is caught. */
const amounts = { honest: 74, caught: 220, missed: 120 } as const;

/** Fraud detection: judges every transaction, and learns later how right it was. */
export function fraud(registry: Fraud): (tick: Tick) => void {
  return (tick) => {
    for (const { share, ...version } of models) {
      const judged = tick.flows.transactions * share;
      updatePredictions(registry, version, judged, tick);
      updateLabels(registry, version, judged, tick);
      updateWindows(registry, version, share, tick);
    }
    for (const kind of ["predictions", "labels"] as const)
      registry.count("fraud_exporter_skipped_rows_total", { kind }, 0);
    updatePolls(registry, "fraud", { up: true, every: 15, takes: 0.08 }, tick);
  };
}

function updatePredictions(registry: Fraud, version: Version, judged: number, { flows, time, near }: Tick): void {
  const { fraudShare, recall, falsePositives, load } = flows;
  const called = fraudShare * recall + (1 - fraudShare) * falsePositives;
  const failed = 0.0004;
  const decisions = {
    block: called * blockedOfCalled,
    review: called * (1 - blockedOfCalled),
    error: failed,
    approve: 1 - called - failed,
  };
  for (const [decision, share] of Object.entries(decisions) as [keyof typeof decisions, number][]) {
    const amount = decision === "approve" || decision === "error" ? amounts.honest : amounts.caught;
    registry.count("fraud_predictions_total", { ...version, decision }, judged * share);
    registry.count("fraud_predictions_usd_total", { ...version, decision }, judged * share * amount);
  }
  registry.observe("fraud_prediction_score", version, judged * (1 - called), { median: 0.05, spread: 0.7 });
  registry.observe("fraud_prediction_score", version, judged * called, { median: 0.85, spread: 0.07 });
  const median = near(`${version.version} duration`, 0.018, 0.1) * (1 + 0.5 * Math.max(0, load - 1.5));
  registry.observe("fraud_prediction_duration_seconds", version, judged, { median, spread: 0.5 });
  registry.set("fraud_newest_prediction_timestamp_seconds", version, time - 1);
}

/** What a model got right and wrong, as shares of its predictions. */
function outcomes({ fraudShare, recall, falsePositives }: Tick["flows"]) {
  return {
    true_positive: fraudShare * recall,
    false_negative: fraudShare * (1 - recall),
    false_positive: (1 - fraudShare) * falsePositives,
    true_negative: (1 - fraudShare) * (1 - falsePositives),
  };
}

function updateLabels(registry: Fraud, version: Version, judged: number, { flows, time }: Tick): void {
  const arriving = judged * labelled;
  const shares = outcomes(flows);
  for (const [outcome, share] of Object.entries(shares) as [keyof typeof shares, number][])
    registry.count("fraud_labels_total", { ...version, outcome }, arriving * share);
  registry.observe("fraud_label_delay_seconds", version, arriving, { median: 1.2 * day, spread: 1 });
  registry.count("fraud_blocked_usd_total", version, arriving * shares.true_positive * amounts.caught);
  registry.count("fraud_missed_usd_total", version, arriving * shares.false_negative * amounts.missed);
  registry.count("fraud_wrongly_blocked_usd_total", version, arriving * shares.false_positive * amounts.honest);
  registry.set("fraud_newest_label_timestamp_seconds", version, time - 40);
}

/** Longer windows remember better days: drift shows in them more weakly. */
const weightOfNow = { "1h": 1, "24h": 1, "7d": 0.4, "30d": 0.1 } as const;
const usualFlows = { fraudShare: 0.012, recall: 0.86, falsePositives: 0.002 };

function updateWindows(registry: Fraud, version: Version, share: number, { flows, conditions, near }: Tick): void {
  for (const [window, { seconds, labelled: labelledSoFar }] of Object.entries(windows) as [
    keyof typeof windows,
    Window,
  ][]) {
    const now = weightOfNow[window];
    const seen = mixed(flows, now);
    const judged = 20 * meanDemand * share * seconds;
    const { true_positive: tp, false_positive: fp, true_negative: tn, false_negative: fn } = outcomes(seen);
    const labels = { ...version, window };
    registry.set("fraud_window_predictions", labels, Math.round(near(`${window} judged`, judged, 0.03)));
    for (const [outcome, part] of Object.entries(outcomes(seen)) as [keyof ReturnType<typeof outcomes>, number][])
      registry.set("fraud_window_labels", { ...labels, outcome }, Math.round(judged * labelledSoFar * part));
    registry.set("fraud_labelled_ratio", labels, labelledSoFar);
    registry.set("fraud_precision_ratio", labels, tp / (tp + fp));
    registry.set("fraud_recall_ratio", labels, tp / (tp + fn));
    registry.set("fraud_accuracy_ratio", labels, tp + tn);
    registry.set("fraud_false_positive_ratio", labels, fp / (fp + tn));
    registry.set("fraud_confirmed_ratio", labels, tp + fn);
    const psi = near(`${version.version} ${window} psi`, 0.02, 0.5) + 0.4 * conditions.drift * now;
    if (window !== "30d") registry.set("fraud_score_psi", { ...version, window }, psi);
  }
}

interface Window {
  readonly seconds: number;
  readonly labelled: number;
}

const mixed = (flows: Tick["flows"], now: number): Tick["flows"] => ({
  ...flows,
  fraudShare: flows.fraudShare * now + usualFlows.fraudShare * (1 - now),
  recall: flows.recall * now + usualFlows.recall * (1 - now),
  falsePositives: flows.falsePositives * now + usualFlows.falsePositives * (1 - now),
});
