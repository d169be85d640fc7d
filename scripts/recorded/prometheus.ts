import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Endpoint } from "../../lib/cli/programs/endpoint.ts";
import type { Model, Rule } from "../../lib/model/model.ts";
import { openMetrics } from "../../simulator/open-metrics.ts";
import { recordingsInOrder } from "../recording-steps.ts";
import { startPrometheus } from "../servers/prometheus.ts";
import { addBlocks } from "./blocks.ts";
import { playPlatform, recordedHours } from "./platform.ts";
import { alertsOf, ruleSamples } from "./rules.ts";

/**
 * Starts a Prometheus that holds some hours of the simulated platform, with all that the rules would have recorded
 * and alerted. It scrapes nothing, so it answers the same for ever.
 * @param progress told what takes its time
 */
export async function startRecordedPrometheus(model: Model, progress: (line: string) => void): Promise<Endpoint> {
  const folder = await mkdtemp(join(tmpdir(), "bigdata-monitoring-recorded-"));
  progress("recording some hours of the simulated platform");
  await addBlocks(folder, openMetrics(playPlatform()));
  progress("evaluating the rules over them");
  for (const rules of [...recordingsInOrder(model.rules), alertsOf(model)]) await addRules(folder, rules);
  const server = await start(folder);
  const stop = async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { ...server, stop, [Symbol.asyncDispose]: stop };
}

/** Prometheus reads new blocks when it starts. */
async function addRules(folder: string, rules: readonly Rule[]): Promise<void> {
  const server = await start(folder);
  try {
    const samples = await ruleSamples(server.url, rules, recordedHours);
    if (samples.length > 1) await addBlocks(folder, samples);
  } finally {
    await server.stop();
  }
}

const start = (storage: string) =>
  startPrometheus({ config: { text: "global: {}\n" }, storage, flags: ["--storage.tsdb.retention.time=100y"] });
