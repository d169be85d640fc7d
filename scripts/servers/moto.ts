import { pythonProgram } from "../python/install.ts";
import { type ServerOptions, type ServerProcess, startProcess } from "./process.ts";

/** Starts moto, an object store that speaks S3, takes any keys and keeps what it has in memory. */
export async function startMoto({ port, flags = [] }: ServerOptions = {}): Promise<ServerProcess> {
  const program = await pythonProgram("moto", "moto_server");
  return startProcess({
    name: "moto",
    port,
    prepare: async (place) => [program, "--host=127.0.0.1", `--port=${place.port}`, ...flags],
    ready: "/moto-api/",
    timeout: 180_000,
  });
}
