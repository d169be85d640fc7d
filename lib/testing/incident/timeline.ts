import type { Alerting } from "../../model/alerting.ts";
import { durationSeconds } from "../../model/duration.ts";
import { dispatch, type EvaluatedAlert, type Evaluation, type Flush } from "./dispatch.ts";

/** One event of an incident simulation. Times are seconds since its beginning. */
export type Event = StateChange | Inhibited | Notified;

interface StateChange {
  readonly at: number;
  readonly kind: "pending" | "firing" | "resolved";
  readonly alert: EvaluatedAlert;
}

interface Inhibited {
  readonly at: number;
  readonly kind: "inhibited";
  readonly alert: EvaluatedAlert;
  readonly source: EvaluatedAlert;
}

/** A notification; `sent resolved` contains resolved alerts only. */
export interface Notified {
  readonly at: number;
  readonly kind: "notified" | "escalated" | "sent resolved";
  readonly flush: Flush;
}

/** All events in order: what the rules find, and what Alertmanager does with it. */
export function timeline(alerting: Alerting, evaluations: readonly Evaluation[]): Event[] {
  const flushes = dispatch(alerting, evaluations);
  return [
    ...stateChanges(evaluations),
    ...inhibitions(flushes),
    ...flushes.flatMap((flush) => notification(flush, alerting)),
  ].sort((a, b) => a.at - b.at);
}

function* stateChanges(evaluations: readonly Evaluation[]): Generator<StateChange> {
  let before = new Map<string, EvaluatedAlert>();
  for (const { at, alerts } of evaluations) {
    const now = new Map(alerts.map((alert) => [JSON.stringify(alert.labels), alert]));
    for (const [key, alert] of now) if (before.get(key)?.state !== alert.state) yield { at, kind: alert.state, alert };
    for (const [key, alert] of before) if (!now.has(key)) yield { at, kind: "resolved", alert };
    before = now;
  }
}

/** An alert is inhibited at every flush of its group: only the first one is an event. */
function* inhibitions(flushes: readonly Flush[]): Generator<Inhibited> {
  const known = new Set<string>();
  for (const { at, inhibited } of flushes)
    for (const { target, source } of inhibited) {
      const key = JSON.stringify([target.labels, source.labels]);
      if (!known.has(key)) yield { at, kind: "inhibited", alert: target, source };
      known.add(key);
    }
}

function notification(flush: Flush, { severities }: Alerting): Notified[] {
  const { at, route, firing, resolved } = flush;
  if (firing.length + resolved.length === 0) return [];
  if (firing.length === 0) return [{ at, kind: "sent resolved", flush }];
  const isEscalation =
    firing.some(({ labels }) => labels.severity === "critical") &&
    durationSeconds(route.groupWait) >= durationSeconds(severities.critical.respondWithin);
  return [{ at, kind: isEscalation ? "escalated" : "notified", flush }];
}
