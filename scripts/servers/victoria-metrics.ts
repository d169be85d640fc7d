import { join, resolve } from "node:path";
import { tool } from "../../lib/cli/programs/tools.ts";
import { type ServerOptions, type ServerProcess, startProcess } from "./process.ts";

export interface VictoriaMetricsOptions extends ServerOptions {
  /** Folder of the time series, kept after the stop. Defaults to one that is removed. */
  readonly storage?: string;
}

/** Starts VictoriaMetrics, one process; it answers queries at once, also about the last seconds. */
export async function startVictoriaMetrics({
  storage,
  port,
  flags = [],
}: VictoriaMetricsOptions = {}): Promise<ServerProcess> {
  const program = await tool("victoria-metrics");
  return await startProcess({
    name: "victoria-metrics",
    port,
    prepare: async ({ folder, port: taken }) => [
      program,
      `-storageDataPath=${storage === undefined ? join(folder, "data") : resolve(storage)}`,
      `-httpListenAddr=127.0.0.1:${taken}`,
      "-search.latencyOffset=0s",
      "-search.disableCache",
      // Samples are readable within this time.
      "-inmemoryDataFlushInterval=1s",
      ...flags,
    ],
    ready: "/health",
  });
}
