import { join } from "node:path";
import { UserError } from "../../lib/cli/outcome.ts";
import { type Configuration, configurationFile } from "./config.ts";
import { findLoki, whatLokiNeeds } from "./loki-program.ts";
import { takePort } from "./ports.ts";
import { type ServerOptions, type ServerProcess, startProcess } from "./process.ts";

export interface LokiOptions extends ServerOptions {
  readonly config: Configuration;
}

/** Flags for a Loki that is given hours of the past at once, however long ago they were. */
export const takesThePast: readonly string[] = [
  "-validation.reject-old-samples=false",
  "-compactor.retention-enabled=false",
  // Lines that are not on disk yet are found in memory only, where queries of older times do not look by themselves.
  "-querier.query-ingesters-within=0s",
  "-distributor.ingestion-rate-limit-mb=100",
  "-distributor.ingestion-burst-size-mb=100",
  "-ingester.per-stream-rate-limit=100MB",
  "-ingester.per-stream-rate-limit-burst=100MB",
];

/**
 * Starts Loki with the configuration as it was built: only its folders and its address are other ones.
 * @throws UserError where this machine has none
 */
export async function startLoki({ config, port, flags = [] }: LokiOptions): Promise<ServerProcess> {
  const program = await findLoki();
  if (program === undefined) throw new UserError(whatLokiNeeds);
  return await startProcess({
    name: "loki",
    port,
    prepare: async (place) => [
      program,
      `-config.file=${await configurationFile(config, place)}`,
      "-server.http-listen-address=127.0.0.1",
      `-server.http-listen-port=${place.port}`,
      "-server.grpc-listen-address=127.0.0.1",
      `-server.grpc-listen-port=${await takePort()}`,
      "-common.storage.ring.instance-addr=127.0.0.1",
      "-frontend.instance-addr=127.0.0.1",
      `-common.path-prefix=${place.folder}`,
      `-common.storage.filesystem.chunk-directory=${join(place.folder, "chunks")}`,
      `-common.storage.filesystem.rules-directory=${join(place.folder, "rules")}`,
      `-compactor.working-directory=${join(place.folder, "compactor")}`,
      // Waiting is for rings of many.
      "-ingester.min-ready-duration=0s",
      ...flags,
    ],
    ready: "/ready",
  });
}
