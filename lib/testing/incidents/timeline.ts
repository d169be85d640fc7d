import type { Alerting } from "../../model/alerting.ts";
import { durationSeconds } from "../../model/duration.ts";
import { type Dispatch, dispatch, type EvaluatedAlert, type Evaluation } from "./dispatch.ts";

/** One thing that happens in a rehearsal. Times are seconds since its beginning. */
export type Event = StateChange | Inhibited | Telling;

interface StateChange {
  readonly at: number;
  readonly kind: "pending" | "firing" | "over";
  readonly alert: EvaluatedAlert;
}

interface Inhibited {
  readonly at: number;
  readonly kind: "inhibited";
  readonly alert: EvaluatedAlert;
  readonly source: EvaluatedAlert;
}

export interface Telling {
  readonly at: number;
  readonly kind: "told" | "escalated" | "told it is over";
  readonly turn: Dispatch;
}

/** Everything that happens, in order: what the rules find, and what Alertmanager makes of it. */
export function timeline(alerting: Alerting, evaluations: readonly Evaluation[]): Event[] {
  const turns = dispatch(alerting, evaluations);
  return [
    ...stateChanges(evaluations),
    ...inhibitions(turns),
    ...turns.flatMap((turn) => telling(turn, alerting)),
  ].sort((a, b) => a.at - b.at);
}

function* stateChanges(evaluations: readonly Evaluation[]): Generator<StateChange> {
  let before = new Map<string, EvaluatedAlert>();
  for (const { at, alerts } of evaluations) {
    const now = new Map(alerts.map((alert) => [JSON.stringify(alert.labels), alert]));
    for (const [key, alert] of now) if (before.get(key)?.state !== alert.state) yield { at, kind: alert.state, alert };
    for (const [key, alert] of before) if (!now.has(key)) yield { at, kind: "over", alert };
    before = now;
  }
}

/** An alert is held back at every turn of its group; the first one says it. */
function* inhibitions(turns: readonly Dispatch[]): Generator<Inhibited> {
  const said = new Set<string>();
  for (const { at, inhibited } of turns)
    for (const { target, source } of inhibited) {
      const key = JSON.stringify([target.labels, source.labels]);
      if (!said.has(key)) yield { at, kind: "inhibited", alert: target, source };
      said.add(key);
    }
}

function telling(turn: Dispatch, { severities }: Alerting): Telling[] {
  const { at, route, firing, resolved } = turn;
  if (firing.length + resolved.length === 0) return [];
  if (firing.length === 0) return [{ at, kind: "told it is over", turn }];
  const waits = durationSeconds(route.groupWait);
  const isLate =
    firing.some(({ labels }) => labels.severity === "critical") &&
    waits >= durationSeconds(severities.critical.respondWithin);
  return [{ at, kind: isLate ? "escalated" : "told", turn }];
}
