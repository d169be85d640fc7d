import type { Duration } from "./duration.ts";

/** Series and their samples, as a Prometheus that scrapes the platform stores them. */
export interface Recording {
  /** Seconds, evenly spaced. */
  readonly times: readonly number[];
  readonly series: readonly RecordedSeries[];
}

export interface RecordedSeries {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly type: "counter" | "gauge" | "histogram" | "unknown";
  /** One for each time; undefined where the series was absent. */
  readonly values: readonly (number | undefined)[];
}

/** An incident that can be simulated: it records what a platform exposes before, during and after. */
export interface IncidentDefinition {
  readonly title: string;
  /** What happens, for readers of the timeline. */
  readonly story: string;
  /** Time from its beginning until its cause is fixed. */
  readonly lasts: Duration;
  /**
   * Records the platform, one sample a minute, from time 0 on.
   * @param begins seconds of ordinary operation before the incident begins
   * @param ends seconds until the recording ends; after `begins` plus `lasts` operation is ordinary again
   */
  readonly record: (begins: number, ends: number) => Recording;
}

/** Every incident of a project by name: `incidents.ts` exports them as `incidents`. */
export type Incidents = Readonly<Record<string, IncidentDefinition>>;
