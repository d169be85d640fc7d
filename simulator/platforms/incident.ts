import { type Duration, durationSeconds } from "bigdata-monitoring";
import { conditionsAt, type Firing, type Scenario } from "../scenario.ts";
import { type Conditions, usual } from "../world/conditions.ts";

/** An incident of one platform, after a quiet week. */
export interface PlatformIncident extends Pick<Scenario, "title" | "story" | "changes"> {
  /** When it begins: a day after the quiet ones, from 1, and the time since its midnight in UTC. */
  readonly day: number;
  readonly at: Duration;
  /** Until its cause is gone. */
  readonly lasts: Duration;
  /** Every alert that it fires, and no other may. Each fires until the cause is gone. */
  readonly fires: readonly [Firing, ...Firing[]];
  /** Time after the cause is gone by which all are resolved. */
  readonly resolvedAfter: Duration;
}

/** When an incident has its cause, and until when its alerts may fire, in seconds since the world began. */
export interface IncidentTime {
  readonly from: number;
  readonly to: number;
  readonly resolved: number;
}

const secondsOfDay = 86_400;

/** @param quietDays before the first incident */
export function timeOf({ day, at, lasts, resolvedAfter }: PlatformIncident, quietDays: number): IncidentTime {
  const from = (quietDays + day - 1) * secondsOfDay + durationSeconds(at);
  const to = from + durationSeconds(lasts);
  return { from, to, resolved: to + durationSeconds(resolvedAfter) };
}

/** @param age seconds since the world began */
export function conditionsOf(incidents: readonly PlatformIncident[], age: number, quietDays: number): Conditions {
  for (const incident of incidents) {
    const { from, to } = timeOf(incident, quietDays);
    if (age >= from && age < to) return conditionsAt(incident, age - from);
  }
  return usual;
}
