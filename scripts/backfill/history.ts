import type { AlertRule, Model } from "../../lib/model/model.ts";
import { openMetrics } from "../../simulator/open-metrics.ts";
import type { Recording } from "../../simulator/recording.ts";
import { addBlocks, addRules } from "./blocks.ts";
import { recordingsInOrder } from "./rules.ts";

/** A time to evaluate rules over, in seconds since 1970. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface History {
  readonly recording: Recording;
  /** When the rules are evaluated. Recording all of a long history takes minutes. */
  readonly evaluated: readonly Span[];
  /** Alerts that are evaluated in the last span, as if they had no `for`. */
  readonly firing?: readonly AlertRule[];
}

/**
 * Fills a Prometheus' data folder with a recording and with what the rules record from it, so that every panel has a
 * past. Start the Prometheus that reads it afterwards.
 */
export async function writeHistory(storage: string, model: Model, history: History): Promise<void> {
  const { recording, evaluated, firing = [] } = history;
  const windows = evaluated.map((span) => ({ ...span, step: 60 }));
  await addBlocks(storage, openMetrics(recording));
  for (const rules of recordingsInOrder(model.rules)) await addRules(storage, rules, windows);
  const alerts = firing.map((rule) => ({ ...rule, for: "0s" }) as const);
  if (alerts.length > 0) await addRules(storage, alerts, windows.slice(-1));
}
