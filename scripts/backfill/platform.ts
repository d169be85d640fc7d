import type { Window } from "../../lib/cli/http/samples.ts";
import { type Recording, recordScenario } from "../../simulator/recording.ts";
import { scenarios } from "../../simulator/scenarios/index.ts";
import type { Tick } from "../../simulator/world/tick.ts";

/** A Thursday's business hours; in their last one consumers fall behind. No picture depends on the clock. */
const end = Date.UTC(2026, 2, 12, 14) / 1000;
export const recordedHours: Window = { from: end - 7 * 3600, to: end, step: 60 };
const incidentAt = end - 3600;

/** When boards are looked at, in seconds: six hours before it every rate has samples, and no axis ends in half a label. */
export const recordedNow = end - 600;

/** Simulates the recorded hours of the simulated platform, always the same. @param onTick called with every tick */
export const simulatePlatform = (onTick: (tick: Tick) => void = () => {}): Recording =>
  recordScenario(scenarios["kafka-lag"], [recordedHours], { incidentAt, onTick });
