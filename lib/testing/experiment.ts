import type { Duration } from "../model/model.ts";

/** A stretch of series, and what is asked of rules that were evaluated over it from 0 to `at`. */
export interface Trial {
  /** Series to their samples, in promtool's notation. */
  readonly given: Readonly<Record<string, string>>;
  readonly step: Duration;
  readonly at: Duration;
  /** Alerts, by name, that are wanted as they fire at the end. */
  readonly alerts: readonly string[];
  /** Expressions that are wanted at the end: instant vectors. */
  readonly asked: readonly string[];
}

/** Rules, as Prometheus reads them, with trials of all of them. */
export interface Experiment {
  readonly rules: readonly object[];
  readonly trials: readonly Trial[];
}

export type Labels = Readonly<Record<string, string>>;

export interface Firing {
  readonly labels: Labels;
  /** Rendered. */
  readonly annotations: Labels;
}

export interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

/** What came of a trial. */
export interface Answer {
  /** Why rules could not be evaluated, by their name. Where there is one, nothing else was answered. */
  readonly broken: ReadonlyMap<string, string>;
  /** By the alert's name; none where nothing fires. */
  readonly firing: ReadonlyMap<string, readonly Firing[]>;
  /** As many as were asked for, in that order. */
  readonly samples: readonly (readonly Sample[])[];
}
