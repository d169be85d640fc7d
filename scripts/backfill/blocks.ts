import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { inTemporaryFolder } from "../../lib/cli/folders.ts";
import type { Window } from "../../lib/cli/http/samples.ts";
import type { Endpoint } from "../../lib/cli/programs/endpoint.ts";
import { run } from "../../lib/cli/programs/programs.ts";
import { tool } from "../../lib/cli/programs/tools.ts";
import type { Rule } from "../../lib/model/model.ts";
import { startPrometheus } from "../servers/prometheus.ts";
import { ruleSamples } from "./rules.ts";

/**
 * Adds samples to a folder of Prometheus' time series, as blocks. A Prometheus reads new blocks when it starts.
 * @param text OpenMetrics with timestamps, in pieces
 */
export const addBlocks = (storage: string, text: Iterable<string>): Promise<void> =>
  inTemporaryFolder("blocks", async (folder) => {
    const file = join(folder, "samples.om");
    await pipeline(Readable.from(text), createWriteStream(file));
    // promtool reads the whole file once per block: larger blocks are faster.
    const options = ["--quiet", "--max-block-duration=240h"];
    await run(await tool("promtool"), "tsdb", "create-blocks-from", "openmetrics", ...options, file, storage);
  });

/** Adds what rules would have recorded and alerted in some windows, by the samples that are in the folder already. */
export async function addRules(storage: string, rules: readonly Rule[], windows: readonly Window[]): Promise<void> {
  const server = await startOn(storage);
  try {
    for (const window of windows) {
      const samples = await ruleSamples(server.url, rules, window);
      if (samples.length > 1) await addBlocks(storage, samples);
    }
  } finally {
    await server.stop();
  }
}

/** Starts a Prometheus that scrapes nothing and keeps all samples of the folder. */
export const startOn = (storage: string, flags: readonly string[] = []): Promise<Endpoint> =>
  startPrometheus({
    config: { text: "global: {}\n" },
    storage,
    flags: ["--storage.tsdb.retention.time=100y", ...flags],
  });
