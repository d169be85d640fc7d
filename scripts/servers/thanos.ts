import { UserError } from "../../lib/cli/outcome.ts";
import { takePort } from "./ports.ts";
import { type ServerOptions, type ServerProcess, startProcess } from "./process.ts";
import { findThanos, whatThanosNeeds } from "./thanos-program.ts";

export interface ThanosOptions extends ServerOptions {
  /** Where it answers to other components of Thanos. Defaults to a free one. */
  readonly grpcPort?: number;
}

/**
 * Starts one component of Thanos.
 * @throws UserError where this machine has none
 */
export async function startThanos(
  component: "receive" | "store" | "query" | "rule",
  { port, grpcPort, flags = [] }: ThanosOptions,
): Promise<ServerProcess> {
  const program = await findThanos();
  if (program === undefined) throw new UserError(whatThanosNeeds);
  return await startProcess({
    name: `thanos-${component}`,
    port,
    prepare: async (place) => [
      program,
      component,
      `--http-address=127.0.0.1:${place.port}`,
      `--grpc-address=127.0.0.1:${grpcPort ?? (await takePort())}`,
      "--http-grace-period=1s",
      "--grpc-grace-period=1s",
      ...flags,
    ],
    ready: "/-/ready",
  });
}
