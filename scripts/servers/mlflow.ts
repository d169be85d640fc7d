import { join } from "node:path";
import { pythonProgram } from "../python/install.ts";
import { type ServerOptions, type ServerProcess, startProcess } from "./process.ts";

/** Starts an MLflow tracking server with an empty registry, kept in a file that goes with it. */
export async function startMlflow({ port, flags = [] }: ServerOptions = {}): Promise<ServerProcess> {
  const program = await pythonProgram("mlflow", "mlflow");
  return startProcess({
    name: "mlflow",
    port,
    prepare: async (place) => [
      program,
      "server",
      "--host=127.0.0.1",
      `--port=${place.port}`,
      "--workers=1",
      `--backend-store-uri=sqlite:///${join(place.folder, "mlflow.sqlite")}`,
      `--artifacts-destination=${join(place.folder, "artifacts")}`,
      ...flags,
    ],
    env: { MLFLOW_DISABLE_TELEMETRY: "true", MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false" },
    ready: "/health",
    // It imports half of Python and migrates an empty database, which takes long where others are at work.
    timeout: 180_000,
  });
}
