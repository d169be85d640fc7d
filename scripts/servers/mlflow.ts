import { mkdir, realpath, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { UserError } from "../../lib/cli/outcome.ts";
import { isExecutable } from "../../lib/cli/programs/programs.ts";
import { run } from "../../lib/cli/programs/run.ts";
import { locked } from "../../lib/cli/programs/tools.ts";
import { type ServerOptions, type ServerProcess, startProcess } from "./process.ts";

const toolsFolder = fileURLToPath(new URL("../../.tools", import.meta.url));

/** The oldest line that we know to work; pip takes the newest of it. */
const requirement = "mlflow>=3,<4";

/** Starts an MLflow tracking server with an empty registry, kept in a file that goes with it. */
export async function startMlflow({ port, flags = [] }: ServerOptions = {}): Promise<ServerProcess> {
  const program = await mlflow();
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

/**
 * The absolute path of mlflow, which Python's package installer puts into `.tools/` (some 900 MB, once).
 * @throws UserError that says what is missing where it cannot
 */
export async function mlflow(): Promise<string> {
  await mkdir(toolsFolder, { recursive: true });
  const tools = await realpath(toolsFolder);
  const folder = join(tools, "mlflow");
  const program = join(folder, "bin", "mlflow");
  if (isExecutable(program)) return program;
  await locked(join(tools, "lock-mlflow"), async () => {
    if (!isExecutable(program)) await install(folder);
  });
  return program;
}

async function install(folder: string): Promise<void> {
  console.error(`Installing ${requirement} into ${folder}: this takes some minutes, once`);
  await rm(folder, { recursive: true, force: true });
  try {
    await run("python3", "-m", "venv", folder);
    await run(join(folder, "bin", "pip"), "install", "--quiet", "--disable-pip-version-check", requirement);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw new UserError(
      `MLflow cannot be installed: Python 3.10 or newer with venv, and its package index, are needed.\n${(error as Error).message}`,
    );
  }
}
