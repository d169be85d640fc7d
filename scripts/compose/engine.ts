import { dirname, join } from "node:path";
import { environmentWith, searchPath } from "../../lib/cli/env.ts";
import { UserError } from "../../lib/cli/outcome.ts";
import { isExecutable } from "../../lib/cli/programs/installed.ts";
import { tool } from "../../lib/cli/programs/tools.ts";
import { startProcess } from "../servers/process.ts";
import { runIn } from "./run-in.ts";

/** A Docker engine, and what a command needs to reach it. */
export interface Engine {
  /** Variables that make `docker` and `docker-compose` work with this engine. */
  readonly env: NodeJS.ProcessEnv;
  /** Whether it was started here, so that nothing on it belongs to anybody else. */
  readonly own: boolean;
  /** Runs `docker`. @returns its stdout @throws Error with its stderr when it fails */
  docker(...args: string[]): Promise<string>;
  /** The same engine, with other variables. */
  withEnv(env: NodeJS.ProcessEnv): Engine;
  /** Ends an engine of our own, with everything on it; leaves another one as it is. */
  stop(): Promise<void>;
}

/**
 * The engine that `docker` reaches, else one of our own with its data in a temporary folder.
 * @throws UserError where there is none and none can be started
 */
export async function openEngine(): Promise<Engine> {
  const found = environmentWith({ PATH: [...searchPath(), dirname(await tool("docker-compose"))].join(":") });
  const answers = await runIn(found, "docker", "info").then(
    () => true,
    () => false,
  );
  if (answers) return engineAt({ ...found, DOCKER_SOCKET: await socketOf(found) });
  const program = [...searchPath(), "/usr/sbin"].map((folder) => join(folder, "dockerd")).find(isExecutable);
  if (program === undefined || process.getuid?.() !== 0)
    throw new UserError(
      "no Docker engine answers, and none can be started: start one, or install one (Debian: `apt-get install docker.io`) and run this as root",
    );
  const daemon = await startProcess({
    name: "dockerd",
    prepare: async ({ folder }) => [
      program,
      ...[`--data-root=${folder}/root`, `--exec-root=${folder}/exec`, `--pidfile=${folder}/pid`],
      ...[`--host=unix://${folder}/docker.sock`, "--shutdown-timeout=5"],
    ],
    ready: /API listen on/,
  });
  const socket = join(daemon.folder, "docker.sock");
  return engine({ ...found, DOCKER_HOST: `unix://${socket}`, DOCKER_SOCKET: socket }, true, daemon.stop);
}

/** An engine that somebody else started, and ends. */
export const engineAt = (env: NodeJS.ProcessEnv): Engine => engine(env, false, async () => {});

const engine = (env: NodeJS.ProcessEnv, own: boolean, stop: () => Promise<void>): Engine => ({
  env,
  own,
  docker: (...args) => runIn(env, "docker", ...args),
  withEnv: (other) => engine(other, own, stop),
  stop,
});

/** Where the engine's socket is, as collectors of logs need it. */
async function socketOf(env: NodeJS.ProcessEnv): Promise<string> {
  const host = await runIn(env, "docker", "context", "inspect", "--format", "{{.Endpoints.docker.Host}}");
  return (env.DOCKER_HOST ?? host).trim().replace(/^unix:\/\//, "");
}
