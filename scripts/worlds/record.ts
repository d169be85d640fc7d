import type { Model, RecordingRule } from "../../lib/model/model.ts";
import { metricsReadBy, rulesReadBy } from "../../lib/promql/dependencies.ts";
import { conditionsOf, type PlatformIncident } from "../../simulator/platforms/incident.ts";
import type { Platform } from "../../simulator/platforms/platform.ts";
import { type Recording, record, type Stretch } from "../../simulator/recording.ts";
import { isObserved } from "../../simulator/world/disturbances.ts";
import { world } from "../../simulator/world/world.ts";
import { alertsOf } from "../backfill/rules.ts";

const day = 86_400;
/** promtool reads its input once for each block that it writes, and the longest block has this many seconds. */
const block = 486 * 3600;
const daysSinceMonday = 3;

/** A Monday at midnight, in UTC. What follows fits in one block. */
export const begin: number = (() => {
  const blockBegins = Math.ceil(Date.UTC(2026, 0, 1) / 1000 / block) * block;
  const midnight = Math.ceil(blockBegins / day) * day;
  const weekday = (midnight / day + daysSinceMonday) % 7;
  return midnight + ((7 - weekday) % 7) * day;
})();

/** A quiet week of a platform and a day for each incident, with what the rules read. */
export interface History {
  readonly recording: Recording;
  /** Seconds since 1970, a whole number of steps apart. */
  readonly window: { readonly from: number; readonly to: number; readonly step: number };
  /** When the first incident may begin, in seconds since 1970. */
  readonly quietUntil: number;
  /** Whether Prometheus evaluated rules then. */
  readonly isObserved: (time: number) => boolean;
}

export interface HistoryOptions {
  /** In the order in which they begin, after the quiet days. */
  readonly incidents: readonly PlatformIncident[];
  readonly quietDays: number;
  /** Seconds between two scrapes. */
  readonly step: number;
}

/** Simulates a platform's quiet days and incidents. */
export function recordHistory(
  model: Model,
  platform: Platform,
  { incidents, quietDays, step }: HistoryOptions,
): History {
  const read = new Set([...alertsOf(model), ...recordingsForAlerts(model)].flatMap(metricsReadBy));
  const window: Stretch = { from: begin, to: begin + (quietDays + (incidents.at(-1)?.day ?? 0)) * day, step };
  const simulated = world({ seed: 1, begin, platform, only: read });
  const conditions = (time: number) => conditionsOf(incidents, time - begin, quietDays);
  const recording = record(simulated, [window], conditions, { keep: read });
  const quietUntil = begin + quietDays * day;
  return { recording, window, quietUntil, isObserved: (time) => isObserved(platform, time - begin) };
}

/** The recording rules that alerts read, directly and through others. The rest is for panels. */
export function recordingsForAlerts(model: Model): RecordingRule[] {
  const all = model.rules.flatMap(({ definition }) => definition.rules);
  return rulesReadBy(alertsOf(model), all).filter((rule) => "record" in rule);
}
