import { type Duration, durationSeconds, type Severity } from "bigdata-monitoring";
import { type Conditions, usual } from "./world/conditions.ts";

/** An incident: what happens, and what the monitoring must make of it. */
export interface Scenario {
  readonly title: string;
  /** What happens, for whoever watches. */
  readonly story: string;
  /** The conditions that it changes. */
  readonly changes: { readonly [L in keyof Conditions]?: Change };
  /** Time until all that it fires has fired. */
  readonly lasts: Duration;
  /** Panels that show it, written `dashboard › panel`. */
  readonly panels: readonly [Panel, ...Panel[]];
  /** Every alert that it fires, and no other may: `ConsumerLagHigh critical`. */
  readonly fires: readonly [Firing, ...Firing[]];
}

export interface Change {
  readonly to: number;
  /** Time in which the condition changes. Defaults to none. */
  readonly over?: Duration;
}

export type Panel = `${string} › ${string}`;
export type Firing = `${string} ${Severity}`;

/** A scenario; its file's name is its own. */
export const defineScenario = (scenario: Scenario): Scenario => scenario;

/** The conditions of an incident that began so many seconds ago. Before it begins, all is as usual. */
export function conditionsAt(scenario: Pick<Scenario, "changes"> | undefined, age: number): Conditions {
  if (!scenario || age < 0) return usual;
  const changed = Object.entries(scenario.changes).map(([condition, { to, over = "0s" }]) => {
    const from = usual[condition as keyof Conditions];
    const seconds = durationSeconds(over);
    return [condition, seconds === 0 ? to : from + (to - from) * Math.min(1, age / seconds)];
  });
  return { ...usual, ...Object.fromEntries(changed) };
}
