import type { Window } from "../../lib/cli/http/samples.ts";
import type { Endpoint } from "../../lib/cli/programs/endpoint.ts";
import type { Model, Rule } from "../../lib/model/model.ts";
import { openMetrics } from "../../simulator/open-metrics.ts";
import { type PlatformName, platforms } from "../../simulator/platforms/index.ts";
import { type Recording, record } from "../../simulator/recording.ts";
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
  progress("recording some hours of the simulated platform");
  const recording = simulatePlatform();
  const key = historyKey(recording, stepsOf(model));
  return startFilled((folder) =>
    fillWithKept(folder, key, (storage) => fill(storage, recording, model, recordedHours, progress)),
  );
}

/**
 * The same for half a quiet day of another platform, with the rules as that platform adopts them.
 * @returns the address, and when to look at it: a time in seconds since 1970
 */
export async function startRecordedWorld(
  name: PlatformName,
  progress: (line: string) => void,
): Promise<Endpoint & { readonly now: number }> {
  const platform = platforms[name];
  const model = await modelOf(platform);
  const window = { from: begin, to: begin + halfDay, step: 60 };
  progress(`simulating ${name}`);
  const recording = record(world({ seed: 1, begin, platform }), [window], () => usual);
  const server = await startFilled((folder) => fill(folder, recording, model, window, progress));
  return { ...server, now: window.to - 600 };
}

const halfDay = 12 * 3600;

/** The rules in the order in which they can be evaluated. */
const stepsOf = (model: Model): Rule[][] => [...recordingsInOrder(model.rules), alertsOf(model)];

async function fill(
  storage: string,
  recording: Recording,
  model: Model,
  window: Window,
  progress: (line: string) => void,
): Promise<void> {
  await addBlocks(storage, openMetrics(recording));
  progress("evaluating the rules over it");
  for (const rules of stepsOf(model)) await addRules(storage, rules, [window]);
}

async function startFilled(fillFolder: (folder: string) => Promise<void>): Promise<Endpoint> {
  const { path: folder, remove } = await temporaryFolder("recorded");
  await fillFolder(folder);
  const server = await startOn(folder);
  const stop = async () => {
    await server.stop();
    await remove();
  };
  return { ...server, stop, [Symbol.asyncDispose]: stop };
}
