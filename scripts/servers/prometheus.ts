import { join, resolve } from "node:path";
import { tool } from "../../lib/cli/programs/tools.ts";
import { type Configuration, configurationFile } from "./config.ts";
import { type ServerOptions, type ServerProcess, startProcess } from "./process.ts";

export interface PrometheusOptions extends ServerOptions {
  readonly config: Configuration;
  /** Folder of the time series, kept after the stop. Defaults to one that is removed. */
  readonly storage?: string | undefined;
  /** Variables that external labels refer to. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts Prometheus; `POST /-/reload` reads its configuration again. */
export async function startPrometheus({
  config,
  storage,
  port,
  flags = [],
  env = {},
}: PrometheusOptions): Promise<ServerProcess> {
  const program = await tool("prometheus");
  return await startProcess({
    name: "prometheus",
    port,
    env,
    prepare: async (place) => [
      program,
      `--config.file=${await configurationFile(config, place)}`,
      `--storage.tsdb.path=${storage === undefined ? join(place.folder, "data") : resolve(storage)}`,
      `--web.listen-address=127.0.0.1:${place.port}`,
      "--web.enable-lifecycle",
      ...flags,
    ],
    ready: "/-/ready",
  });
}
