import type contract from "../../metrics/fraud-detection-exporter.ts";
import type { Platform } from "../platforms/platform.ts";
import type { Registry } from "../world/registry.ts";
import { blockedOfCalled, type Tick } from "../world/tick.ts";
import { type Outcomes, outcomes, windowsOf } from "./fraud-windows.ts";
import { updatePolls } from "./polls.ts";

type Fraud = Registry<typeof contract>;
type Version = { readonly model: string; readonly version: string };

const day = 86_400;
/** Share of predictions that anybody ever confirms or refutes. */
const labelled = 0.6;
/** US dollars, on average. Missed fraud is smaller: what stands out is caught. */
const amounts = { honest: 74, caught: 220, missed: 120 } as const;

/** Fraud detection: scores every transaction, and learns later whether the score was right. */
export function fraud(registry: Fraud, { demand, models }: Platform): (tick: Tick) => void {
  const shares = Object.fromEntries(models.map(({ version, share }) => [version, share]));
  const scoring = models.map(({ share, ...version }) => ({
    version,
    windows: windowsOf(registry, version, demand, share),
  }));
  let newest: number | undefined;
  return (tick) => {
    const { flows, draw, time, conditions } = tick;
    if (flows.transactions > 0) newest = time - 1;
    const scored = draw.split("models", flows.transactions * (1 - conditions.unscored), shares);
    for (const { version, windows } of scoring) {
      const perSecond = scored[version.version] ?? 0;
      const labels = draw.split(`${version.version} labels`, perSecond * labelled, outcomes(flows));
      updatePredictions(registry, version, perSecond, tick);
      registry.set("fraud_newest_prediction_timestamp_seconds", version, newest);
      updateLabels(registry, version, labels, tick);
      windows(labels, perSecond, tick);
    }
    for (const kind of ["predictions", "labels"] as const)
      registry.count("fraud_exporter_skipped_rows_total", { kind }, 0);
    updatePolls(registry, "fraud", { up: true, every: 15, takes: 0.08 }, tick);
  };
}

function updatePredictions(registry: Fraud, version: Version, scored: number, { flows, near, draw }: Tick): void {
  const { fraudShare, recall, falsePositives, load } = flows;
  const called = fraudShare * recall + (1 - fraudShare) * falsePositives;
  const failed = 0.0004;
  const shares = {
    block: called * blockedOfCalled,
    review: called * (1 - blockedOfCalled),
    error: failed,
    approve: 1 - called - failed,
  };
  const decisions = draw.split(`${version.version} decisions`, scored, shares);
  for (const [decision, perSecond] of Object.entries(decisions) as [keyof typeof decisions, number][]) {
    const amount = decision === "approve" || decision === "error" ? amounts.honest : amounts.caught;
    registry.count("fraud_predictions_total", { ...version, decision }, perSecond);
    registry.count("fraud_predictions_usd_total", { ...version, decision }, perSecond * amount);
  }
  registry.observe("fraud_prediction_score", version, scored * (1 - called), { median: 0.05, spread: 0.7 });
  registry.observe("fraud_prediction_score", version, scored * called, { median: 0.85, spread: 0.07 });
  const median = near(`${version.version} duration`, 0.018, 0.1) * (1 + 0.5 * Math.max(0, load - 1.5));
  registry.observe("fraud_prediction_duration_seconds", version, scored, { median, spread: 0.5 });
}

function updateLabels(registry: Fraud, version: Version, labels: Outcomes, { time }: Tick): void {
  for (const [outcome, perSecond] of Object.entries(labels) as [keyof Outcomes, number][])
    registry.count("fraud_labels_total", { ...version, outcome }, perSecond);
  const all = Object.values(labels).reduce((sum, perSecond) => sum + perSecond, 0);
  registry.observe("fraud_label_delay_seconds", version, all, { median: 1.2 * day, spread: 1 });
  registry.count("fraud_blocked_usd_total", version, labels.true_positive * amounts.caught);
  registry.count("fraud_missed_usd_total", version, labels.false_negative * amounts.missed);
  registry.count("fraud_wrongly_blocked_usd_total", version, labels.false_positive * amounts.honest);
  registry.set("fraud_newest_label_timestamp_seconds", version, time - 40);
}
