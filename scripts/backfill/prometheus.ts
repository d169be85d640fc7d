import type { Endpoint } from "../../lib/cli/programs/endpoint.ts";
import type { Model } from "../../lib/model/model.ts";
import { openMetrics } from "../../simulator/open-metrics.ts";
import { type PlatformName, platforms } from "../../simulator/platforms/index.ts";
import { record } from "../../simulator/recording.ts";
import { usual } from "../../simulator/world/conditions.ts";
import { world } from "../../simulator/world/world.ts";
import { temporaryFolder } from "../servers/cleanup.ts";
import { modelOf } from "../worlds/model.ts";
import { begin } from "../worlds/record.ts";
import { addBlocks, addRules, startOn } from "./blocks.ts";
import { fillWithKept, historyKey } from "./kept.ts";
import { recordedHours, simulatePlatform } from "./platform.ts";
import { alertsOf, recordingsInOrder } from "./rules.ts";

/**
 * Starts a Prometheus that holds some hours of the simulated platform, with all that the rules would have recorded
 * and alerted. It scrapes nothing, so its answers never change.
 * @param progress called with a line about each step that takes long
 */
export async function startRecordedPrometheus(model: Model, progress: (line: string) => void): Promise<Endpoint> {
  const { path: folder, remove } = await temporaryFolder("recorded");
  progress("recording some hours of the simulated platform");
  const recording = simulatePlatform();
  const steps = [...recordingsInOrder(model.rules), alertsOf(model)];
  await fillWithKept(folder, historyKey(recording, steps), async (storage) => {
    await addBlocks(storage, openMetrics(recording));
    progress("evaluating the rules over them");
    for (const rules of steps) await addRules(storage, rules, [recordedHours]);
  });
  const server = await startOn(folder);
  const stop = async () => {
    await server.stop();
    await remove();
  };
  return { ...server, stop, [Symbol.asyncDispose]: stop };
}

/** The same for half a quiet day of another platform: its model has the platform's own numbers. */
export async function startRecordedWorld(name: PlatformName, progress: (line: string) => void) {
  const platform = platforms[name];
  const model = await modelOf(platform);
  const window = { from: begin, to: begin + halfDay, step: 60 };
  progress(`simulating ${name}`);
  const recording = record(world({ seed: 1, begin, platform }), [window], () => usual);
  const { path: folder, remove } = await temporaryFolder("world");
  await addBlocks(folder, openMetrics(recording));
  progress("evaluating the rules over it");
  for (const rules of [...recordingsInOrder(model.rules), alertsOf(model)]) await addRules(folder, rules, [window]);
  const server = await startOn(folder);
  const stop = async () => {
    await server.stop();
    await remove();
  };
  return { ...server, model, now: window.to - 600, [Symbol.asyncDispose]: stop };
}

const halfDay = 12 * 3600;
