import type { ResolvedRoute } from "../alerting/routing.ts";
import type { Alerting } from "../model/alerting.ts";
import { durationSeconds } from "../model/duration.ts";
import type { Model } from "../model/model.ts";
import { partsOf, type VectorSelector } from "../promql/syntax/ast.ts";
import { parse } from "../promql/syntax/parse.ts";
import { dispatch, type EvaluatedAlert, type Evaluation, type Flush, keyOf } from "./dispatch.ts";
import { type InputSeries, seriesOf } from "./experiment.ts";

/** One event of an incident simulation. Times are seconds since its beginning. */
export type Event = StateChange | Inhibited | MutedAlert | Notified;

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

/** An alert of which a time interval keeps a route from notifying. */
export interface MutedAlert {
  readonly at: number;
  /** `ended muted`: nobody is notified of its end, also not when the interval is over. */
  readonly kind: "muted" | "ended muted";
  readonly alert: EvaluatedAlert;
  readonly by: readonly string[];
  readonly route: ResolvedRoute;
  /** Whether somebody knows that the alert fires, and receives no notification of its end. */
  readonly wasNotified?: boolean;
}

/** A notification; `sent resolved` contains resolved alerts only. */
export interface Notified {
  readonly at: number;
  readonly kind: "notified" | "escalated" | "sent resolved";
  readonly flush: Flush;
}

/**
 * All events in order: what the rules find, and what Alertmanager does with it.
 * @param start when the simulation begins, in milliseconds since 1970
 */
export function timeline(alerting: Alerting, evaluations: readonly Evaluation[], start: number): Event[] {
  const flushes = dispatch(alerting, evaluations, start);
  return [
    ...stateChanges(evaluations),
    ...inhibitions(flushes),
    ...mutedAlerts(flushes),
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

/** An alert is muted at every flush of its group: only the first one since a notification is an event. */
function* mutedAlerts(flushes: readonly Flush[]): Generator<MutedAlert> {
  const known = new Set<string>();
  const key = ({ path }: ResolvedRoute, alert: EvaluatedAlert) => JSON.stringify([path, keyOf(alert)]);
  for (const { at, route, firing, muted } of flushes) {
    for (const alert of firing) known.delete(key(route, alert));
    if (!muted) continue;
    for (const alert of muted.firing) {
      if (!known.has(key(route, alert))) yield { at, kind: "muted", alert, by: muted.by, route };
      known.add(key(route, alert));
    }
    for (const { alert, wasNotified } of muted.ended)
      yield { at, kind: "ended muted", alert, by: muted.by, route, wasNotified };
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

/**
 * The model without the alerts whose `absent()` asks for a series that the input does not mention: a few series describe
 * an incident, and the rest of the platform works.
 */
export function withoutUnmentioned<M extends Pick<Model, "rules">>(model: M, input: InputSeries): M {
  const given = Object.keys(seriesOf({ series: input })).map(identityOf);
  const isMentioned = (asked: Identity) =>
    given.some((one) => one.name === asked.name && agree(asked.labels, one.labels));
  const rules = model.rules.map((file) => ({
    ...file,
    definition: {
      ...file.definition,
      rules: file.definition.rules.filter(
        (rule) => !("alert" in rule) || absentSelectors(rule.expr).every(isMentioned),
      ),
    },
  }));
  return { ...model, rules };
}

interface Identity {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** The series that the arguments of `absent()` select by equality. */
function absentSelectors(expr: string): Identity[] {
  const { ast } = parse(expr);
  if (!ast) return [];
  return partsOf(ast).flatMap((part) =>
    part.kind === "call" && part.name.text === "absent" && part.args[0]?.kind === "selector"
      ? [identity(part.args[0])]
      : [],
  );
}

function identityOf(series: string): Identity {
  const { ast } = parse(series);
  return ast?.kind === "selector" ? identity(ast) : { name: series, labels: {} };
}

const identity = ({ name, matchers }: VectorSelector): Identity => ({
  name: name?.text ?? "",
  labels: Object.fromEntries(
    matchers.flatMap(({ label, operator, value }) => (operator === "=" ? [[label.text, value.text]] : [])),
  ),
});

const agree = (asked: Identity["labels"], given: Identity["labels"]): boolean =>
  Object.entries(asked).every(([label, value]) => given[label] === value);
