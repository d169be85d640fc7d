import type { MetricCatalog } from "bigdata-monitoring";
import type { Registry } from "../world/registry.ts";
import type { Tick } from "../world/tick.ts";

export interface Polls {
  readonly up: boolean;
  /** Seconds between two polls. */
  readonly every: number;
  /** Seconds of a poll. */
  readonly takes: number;
}

const failures = ["unreachable", "timeout", "refused", "unreadable", "internal"];

/** What each of our own exporters exposes of itself. @param prefix of its metrics, such as `fraud` */
export function updatePolls(
  registry: Registry<MetricCatalog>,
  prefix: string,
  { up, every, takes }: Polls,
  { time }: Tick,
): void {
  registry.set(`${prefix}_up`, {}, up ? 1 : 0);
  if (up) registry.set(`${prefix}_exporter_last_success_timestamp_seconds`, {}, Math.floor(time / every) * every);
  registry.observe(`${prefix}_exporter_poll_duration_seconds`, {}, 1 / every, { median: takes, spread: 0.4 });
  for (const reason of failures) {
    const failed = !up && reason === "unreachable";
    registry.count(`${prefix}_exporter_poll_errors_total`, { reason }, failed ? 1 / every : 0);
  }
  registry.count(`${prefix}_exporter_dropped_samples_total`, { metric: `${prefix}_up` }, 0);
}
