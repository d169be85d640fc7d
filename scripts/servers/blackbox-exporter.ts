import { tool } from "../../lib/cli/programs/tools.ts";
import { type Configuration, configurationFile } from "./config.ts";
import { type ServerOptions, type ServerProcess, startProcess } from "./process.ts";

export interface BlackboxExporterOptions extends ServerOptions {
  readonly config: Configuration;
}

/** Starts the exporter that probes addresses from outside. ICMP modules need root, or a kernel that lets users ping. */
export async function startBlackboxExporter(options: BlackboxExporterOptions): Promise<ServerProcess> {
  const { config, port, flags = [] } = options;
  const program = await tool("blackbox-exporter");
  return await startProcess({
    name: "blackbox-exporter",
    port,
    prepare: async (place) => [
      program,
      `--config.file=${await configurationFile(config, place)}`,
      `--web.listen-address=127.0.0.1:${place.port}`,
      ...flags,
    ],
    ready: "/-/healthy",
  });
}
