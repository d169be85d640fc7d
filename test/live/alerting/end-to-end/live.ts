import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Endpoint } from "../../../../lib/cli/programs/endpoint.ts";
import { accelerateRecording } from "../accelerate/recording.ts";
import type { AtEnd } from "../emitted.ts";
import { running } from "../incident.ts";
import { startMonitoring } from "./monitoring.ts";
import { serveRecording } from "./platform.ts";
import { type Simulated, writePast } from "./simulated.ts";

/** Waits until a minute of the incident. */
export type Reaches = (minutes: number) => Promise<void>;

export interface Live {
  readonly prometheus: Endpoint;
  readonly reaches: Reaches;
}

/** Ordinary minutes before the incident, in which Prometheus starts. */
const lead = 15;

/**
 * Runs a scenario from now on, scraped by a Prometheus that has the samples of its past.
 * @param alertmanagers their addresses
 */
export async function live(simulated: Simulated, alertmanagers: readonly string[], atEnd: AtEnd): Promise<Live> {
  const { model, pace, past, recording, recorded } = simulated;
  const minute = 60 / pace.times;
  const storage = await mkdtemp(join(tmpdir(), "prometheus-"));
  atEnd(() => rm(storage, { recursive: true }));
  const begin = Math.ceil(Date.now() / 1000) - (past - lead) * minute;
  const inTime = accelerateRecording(recording, pace, begin);
  await writePast(storage, inTime, recorded, past - lead);
  const proxy = await running(serveRecording(inTime), atEnd);
  const prometheus = await startMonitoring(model, { proxy, storage, alertmanagers, pace, atEnd });
  const incidentAt = (begin + past * minute) * 1000;
  if (Date.now() > incidentAt) throw new Error("Prometheus was not ready before the incident began");
  const reaches: Reaches = async (minutes) => {
    await wait(incidentAt + minutes * minute * 1000 - Date.now());
  };
  return { prometheus, reaches };
}
