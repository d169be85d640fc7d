import type contract from "../../metrics/fraud-detection-exporter.ts";
import type { Demand } from "../platforms/platform.ts";
import type { Registry } from "../world/registry.ts";
import type { Flows, Tick } from "../world/tick.ts";

type Fraud = Registry<typeof contract>;
interface Version {
  readonly model: string;
  readonly version: string;
}

const day = 86_400;
/** Seconds of each window, and the share of its predictions that is labelled by its end. */
const windows = {
  "1h": { seconds: 3600, labelled: 0.03 },
  "24h": { seconds: day, labelled: 0.4 },
  "7d": { seconds: 7 * day, labelled: 0.8 },
  "30d": { seconds: 30 * day, labelled: 0.95 },
} as const;
type Window = keyof typeof windows;
const entries = Object.entries(windows) as [Window, (typeof windows)[Window]][];

/** Longer windows remember better days: drift shows in them more weakly. */
const weightOfNow = { "1h": 1, "24h": 1, "7d": 0.4, "30d": 0.1 } as const;
const usualQuality = { recall: 0.86 };

/** What a model got right and wrong, per second or in all. */
export interface Outcomes {
  readonly true_positive: number;
  readonly false_negative: number;
  readonly false_positive: number;
  readonly true_negative: number;
}

/** As shares of its predictions. */
export const outcomes = ({
  fraudShare,
  recall,
  falsePositives,
}: Pick<Flows, "fraudShare" | "recall" | "falsePositives">): Outcomes => ({
  true_positive: fraudShare * recall,
  false_negative: fraudShare * (1 - recall),
  false_positive: (1 - fraudShare) * falsePositives,
  true_negative: (1 - fraudShare) * (1 - falsePositives),
});

/** What the exporter counts over its windows: of whole events where the platform counts them, else as expected. */
export const windowsOf = (registry: Fraud, version: Version, demand: Demand, share: number) =>
  demand.counting === "rates"
    ? (_: Outcomes, __: number, tick: Tick) => updateExpected(registry, version, demand, share, tick)
    : counted(registry, version);

function updateExpected(
  registry: Fraud,
  version: Version,
  demand: Demand,
  share: number,
  { flows, conditions, near }: Tick,
): void {
  for (const [window, { seconds, labelled }] of entries) {
    const scored = demand.transactions * demand.curve.mean * share * seconds;
    const seen = outcomes(mixed(demand, flows, weightOfNow[window]));
    const labels = Object.fromEntries(
      Object.entries(seen).map(([outcome, part]) => [outcome, Math.round(scored * labelled * part)]),
    );
    updateCounts(registry, { ...version, window }, Math.round(near(`${window} judged`, scored, 0.03)), labels);
    updateRatios(registry, { ...version, window }, seen);
    registry.set("fraud_labelled_ratio", { ...version, window }, labelled);
    updateDrift(registry, version, window, conditions.drift * weightOfNow[window], near);
  }
}

const mixed = (demand: Demand, { fraudShare, recall, falsePositives }: Flows, now: number) => ({
  fraudShare: fraudShare * now + demand.fraud * (1 - now),
  recall: recall * now + usualQuality.recall * (1 - now),
  falsePositives: falsePositives * now + demand.falsePositives * (1 - now),
});

/** Seconds of events that are forgotten together. */
const slot = 3600;

interface Slot {
  readonly begin: number;
  predictions: number;
  readonly labels: Record<keyof Outcomes, number>;
}

/** Adds up the events of each window. */
function counted(registry: Fraud, version: Version) {
  const slots: Slot[] = [];
  return (labels: Outcomes, scored: number, { time, elapsed, conditions, near }: Tick): void => {
    const begin = Math.floor(time / slot) * slot;
    if (slots.at(-1)?.begin !== begin) slots.push({ begin, predictions: 0, labels: none() });
    const now = slots.at(-1) as Slot;
    now.predictions += Math.round(scored * elapsed);
    for (const outcome of names) now.labels[outcome] += Math.round(labels[outcome] * elapsed);
    for (const [window, { seconds }] of entries) {
      const inside = slots.filter((one) => one.begin > time - seconds);
      const sums = none();
      for (const one of inside) for (const outcome of names) sums[outcome] += one.labels[outcome];
      const predictions = inside.reduce((sum, one) => sum + one.predictions, 0);
      updateCounts(registry, { ...version, window }, predictions, sums);
      updateRatios(registry, { ...version, window }, sums);
      const all = names.reduce((sum, outcome) => sum + sums[outcome], 0);
      registry.set("fraud_labelled_ratio", { ...version, window }, ratio(all, predictions));
      updateDrift(registry, version, window, conditions.drift, near);
    }
  };
}

const none = () => ({ true_positive: 0, false_negative: 0, false_positive: 0, true_negative: 0 });
const names = Object.keys(none()) as (keyof Outcomes)[];

type WindowLabels = Version & { readonly window: Window };

function updateCounts(
  registry: Fraud,
  labels: WindowLabels,
  predictions: number,
  counts: Readonly<Record<string, number>>,
): void {
  registry.set("fraud_window_predictions", labels, predictions);
  for (const outcome of names) registry.set("fraud_window_labels", { ...labels, outcome }, counts[outcome]);
}

/** @param seen counts, or shares */
function updateRatios(registry: Fraud, labels: WindowLabels, seen: Outcomes): void {
  const { true_positive: tp, false_positive: fp, true_negative: tn, false_negative: fn } = seen;
  registry.set("fraud_precision_ratio", labels, ratio(tp, tp + fp));
  registry.set("fraud_recall_ratio", labels, ratio(tp, tp + fn));
  registry.set("fraud_accuracy_ratio", labels, ratio(tp + tn, tp + tn + fp + fn));
  registry.set("fraud_false_positive_ratio", labels, ratio(fp, fp + tn));
  registry.set("fraud_confirmed_ratio", labels, ratio(tp + fn, tp + tn + fp + fn));
}

/** The exporter leaves out a ratio without a denominator. */
const ratio = (part: number, whole: number): number | undefined => (whole > 0 ? part / whole : undefined);

function updateDrift(registry: Fraud, version: Version, window: Window, drift: number, near: Tick["near"]): void {
  if (window === "30d") return;
  const psi = near(`${version.version} ${window} psi`, 0.02, 0.5) + 0.4 * drift;
  registry.set("fraud_score_psi", { ...version, window }, psi);
}
