import type { Model } from "../../lib/model/model.ts";
import { metricsReadBy } from "../../lib/promql/dependencies.ts";
import { conditionsOf, type PlatformIncident, quietDays } from "../../simulator/platforms/incident.ts";
import type { Platform } from "../../simulator/platforms/platform.ts";
import { type Recording, record, type Stretch } from "../../simulator/recording.ts";
import { isObserved } from "../../simulator/world/disturbances.ts";
import { world } from "../../simulator/world/world.ts";

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
  /** Whether Prometheus evaluated rules then. */
  readonly isObserved: (time: number) => boolean;
}

/**
 * Simulates a platform's quiet week and incidents.
 * @param step seconds between two scrapes
 */
export function recordHistory(
  model: Model,
  platform: Platform,
  {
    incidents,
    step,
    days = quietDays,
  }: { readonly incidents: readonly PlatformIncident[]; readonly step: number; readonly days?: number },
): History {
  const read = new Set(model.rules.flatMap(({ definition }) => definition.rules.flatMap(metricsReadBy)));
  const window: Stretch = { from: begin, to: begin + (days + incidents.length) * day, step };
  const simulated = world({ seed: 1, begin, platform, only: read });
  const recording = record(simulated, [window], (time) => conditionsOf(incidents, time - begin), { keep: read });
  return { recording, window, isObserved: (time) => isObserved(platform, time - begin) };
}
