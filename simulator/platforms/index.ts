import { batch } from "./batch.ts";
import type { PlatformIncident } from "./incident.ts";
import { batchIncidents } from "./incidents/batch.ts";
import { largeIncidents } from "./incidents/large.ts";
import { roughIncidents } from "./incidents/rough.ts";
import { smallIncidents } from "./incidents/small.ts";
import { large } from "./large.ts";
import type { Platform } from "./platform.ts";
import { rough } from "./rough.ts";
import { small } from "./small.ts";
import { streaming } from "./streaming.ts";

/** Every platform by name. */
export const platforms = { streaming, batch, large, small, rough } as const satisfies Record<string, Platform>;

export type PlatformName = keyof typeof platforms;

/** The incidents that the tests of a platform have. Those of `streaming` are in `scenarios/`. */
export const incidentsOf: Readonly<Record<PlatformName, readonly PlatformIncident[]>> = {
  streaming: [],
  batch: batchIncidents,
  large: largeIncidents,
  small: smallIncidents,
  rough: roughIncidents,
};
