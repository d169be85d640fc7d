import { tool } from "../../lib/cli/programs/tools.ts";
import { type ServerOptions, type ServerProcess, startProcess } from "./process.ts";

/** Starts the exporter of this machine's own state. */
export async function startNodeExporter({ port, flags = [] }: ServerOptions = {}): Promise<ServerProcess> {
  const program = await tool("node-exporter");
  return await startProcess({
    name: "node-exporter",
    port,
    prepare: async (place) => [program, `--web.listen-address=127.0.0.1:${place.port}`, ...flags],
    // It has no health path, and its metrics are dear.
    ready: "/",
  });
}
