import type contract from "../../metrics/fraud-detection-exporter.ts";
import { usuallyBusy } from "../world/demand.ts";
import type { Book } from "../world/registry.ts";
import { blockedOfCalled, type Moment } from "../world/tick.ts";
import { models } from "./names.ts";
import { tellPolls } from "./polls.ts";

type Fraud = Book<typeof contract>;
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
export function fraud(book: Fraud): (moment: Moment) => void {
  return (moment) => {
    for (const { share, ...version } of models) {
      const judged = moment.flows.transactions * share;
      tellPredictions(book, version, judged, moment);
      tellLabels(book, version, judged, moment);
      tellWindows(book, version, share, moment);
    }
    for (const kind of ["predictions", "labels"] as const) book.count("fraud_exporter_skipped_rows_total", { kind }, 0);
    tellPolls(book, "fraud", { up: true, every: 15, takes: 0.08 }, moment);
  };
}

function tellPredictions(book: Fraud, version: Version, judged: number, { flows, time, near }: Moment): void {
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
    book.count("fraud_predictions_total", { ...version, decision }, judged * share);
    book.count("fraud_predictions_usd_total", { ...version, decision }, judged * share * amount);
  }
  book.observe("fraud_prediction_score", version, judged * (1 - called), { median: 0.05, spread: 0.7 });
  book.observe("fraud_prediction_score", version, judged * called, { median: 0.85, spread: 0.07 });
  const median = near(`${version.version} duration`, 0.018, 0.1) * (1 + 0.5 * Math.max(0, load - 1.5));
  book.observe("fraud_prediction_duration_seconds", version, judged, { median, spread: 0.5 });
  book.set("fraud_newest_prediction_timestamp_seconds", version, time - 1);
}

/** What a model got right and wrong, as shares of its predictions. */
function outcomes({ fraudShare, recall, falsePositives }: Moment["flows"]) {
  return {
    true_positive: fraudShare * recall,
    false_negative: fraudShare * (1 - recall),
    false_positive: (1 - fraudShare) * falsePositives,
    true_negative: (1 - fraudShare) * (1 - falsePositives),
  };
}

function tellLabels(book: Fraud, version: Version, judged: number, { flows, time }: Moment): void {
  const arriving = judged * labelled;
  const shares = outcomes(flows);
  for (const [outcome, share] of Object.entries(shares) as [keyof typeof shares, number][])
    book.count("fraud_labels_total", { ...version, outcome }, arriving * share);
  book.observe("fraud_label_delay_seconds", version, arriving, { median: 1.2 * day, spread: 1 });
  book.count("fraud_blocked_usd_total", version, arriving * shares.true_positive * amounts.caught);
  book.count("fraud_missed_usd_total", version, arriving * shares.false_negative * amounts.missed);
  book.count("fraud_wrongly_blocked_usd_total", version, arriving * shares.false_positive * amounts.honest);
  book.set("fraud_newest_label_timestamp_seconds", version, time - 40);
}

/** Longer windows remember better days: drift shows in them more weakly. */
const weightOfNow = { "1h": 1, "24h": 1, "7d": 0.4, "30d": 0.1 } as const;
const usualFlows = { fraudShare: 0.012, recall: 0.86, falsePositives: 0.002 };

function tellWindows(book: Fraud, version: Version, share: number, { flows, levers, near }: Moment): void {
  for (const [window, { seconds, labelled: labelledSoFar }] of Object.entries(windows) as [
    keyof typeof windows,
    Window,
  ][]) {
    const now = weightOfNow[window];
    const seen = mixed(flows, now);
    const judged = 20 * usuallyBusy * share * seconds;
    const { true_positive: tp, false_positive: fp, true_negative: tn, false_negative: fn } = outcomes(seen);
    const labels = { ...version, window };
    book.set("fraud_window_predictions", labels, Math.round(near(`${window} judged`, judged, 0.03)));
    for (const [outcome, part] of Object.entries(outcomes(seen)) as [keyof ReturnType<typeof outcomes>, number][])
      book.set("fraud_window_labels", { ...labels, outcome }, Math.round(judged * labelledSoFar * part));
    book.set("fraud_labelled_ratio", labels, labelledSoFar);
    book.set("fraud_precision_ratio", labels, tp / (tp + fp));
    book.set("fraud_recall_ratio", labels, tp / (tp + fn));
    book.set("fraud_accuracy_ratio", labels, tp + tn);
    book.set("fraud_false_positive_ratio", labels, fp / (fp + tn));
    book.set("fraud_confirmed_ratio", labels, tp + fn);
    const psi = near(`${version.version} ${window} psi`, 0.02, 0.5) + 0.4 * levers.drift * now;
    if (window !== "30d") book.set("fraud_score_psi", { ...version, window }, psi);
  }
}

interface Window {
  readonly seconds: number;
  readonly labelled: number;
}

const mixed = (flows: Moment["flows"], now: number): Moment["flows"] => ({
  ...flows,
  fraudShare: flows.fraudShare * now + usualFlows.fraudShare * (1 - now),
  recall: flows.recall * now + usualFlows.recall * (1 - now),
  falsePositives: flows.falsePositives * now + usualFlows.falsePositives * (1 - now),
});
