import { spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { environmentWith, searchPath } from "../../lib/cli/env.ts";
import { UserError } from "../../lib/cli/outcome.ts";
import { isExecutable } from "../../lib/cli/programs/programs.ts";
import { ask, run } from "../../lib/cli/programs/run.ts";
import { tool } from "../../lib/cli/programs/tools.ts";
import { cleanUpAtExit } from "../servers/cleanup.ts";
import { startProcess } from "../servers/process.ts";
import { installDebianPackages } from "./install.ts";
import { runIn } from "./run-in.ts";

/** A Docker engine, and what a command needs to reach it. */
export interface Engine {
  /** Variables that make `docker` and `docker-compose` work with this engine. */
  readonly env: NodeJS.ProcessEnv;
  /** The process that was started for it; undefined where it is somebody else's. */
  readonly pid: number | undefined;
  /** Runs `docker`. @returns its stdout @throws Error with its stderr when it fails */
  docker(...args: string[]): Promise<string>;
  /** Kills a process of a container, by the number that `docker inspect` says. */
  kill(pid: number): Promise<void>;
  /** The same engine, with other variables. */
  withEnv(env: NodeJS.ProcessEnv): Engine;
  /** Ends an engine of our own, with everything on it; leaves another one as it is. */
  stop(): Promise<void>;
}

/**
 * The engine that `docker` reaches, else one of our own with its data in a temporary folder. As root on Debian, its
 * programs are installed where they are missing.
 * @throws UserError where there is none and none can be started
 */
export async function openEngine(): Promise<Engine> {
  const found = environmentWith({ PATH: [...searchPath(), dirname(await tool("docker-compose"))].join(":") });
  const answers = await runIn(found, "docker", "info").then(
    () => true,
    () => false,
  );
  if (answers) return engineAt({ ...found, DOCKER_SOCKET: await socketOf(found) });
  if (process.getuid?.() !== 0) throw new UserError(`${noEngine}, or run this as root on Debian`);
  const needed = ["dockerd", "docker", "iptables-save", "ip"];
  const packages = ["docker.io", "iptables", "iproute2"];
  await installDebianPackages(packages, () => needed.every((name) => programOf(name) !== undefined));
  const program = programOf("dockerd");
  if (program === undefined) throw new UserError(`${noEngine}: this is no Debian, so that none can be installed`);
  const network = await savedNetwork();
  const daemon = await startProcess({
    name: "dockerd",
    // In namespaces of its own: its mounts and all its processes, those of containers too, end with it, even where these
    // tests are killed. `/` is shared in there, as the node exporter's mount of it needs: on some machines it is not.
    prepare: async ({ folder }) => [
      "setpriv",
      ...["--pdeathsig=KILL", "unshare", "--mount", "--propagation=private", "--pid", "--fork", "--kill-child"],
      ...["--mount-proc", "sh", "-c", 'mount --make-rshared / && exec "$@"', "dockerd", program],
      ...[`--data-root=${folder}/root`, `--exec-root=${folder}/exec`, `--pidfile=${folder}/pid`],
      `--host=unix://${folder}/docker.sock`,
    ],
    ready: /API listen on/,
    // `unshare` ends on no other signal, and the engine with it. Nothing on it is to be kept.
    stopSignal: "SIGKILL",
  }).catch((error: Error) => {
    throw new UserError(`no Docker engine can be started here: ${error.message}`);
  });
  const socket = join(daemon.folder, "docker.sock");
  const stop = async () => {
    await daemon.stop();
    await network.restore();
    forget();
  };
  const forget = cleanUpAtExit({ stop, kill: () => {} });
  const env = { ...found, DOCKER_HOST: `unix://${socket}`, DOCKER_SOCKET: socket };
  return engine(env, { pid: daemon.pid, stop });
}

const noEngine = "no Docker engine answers: start one";

const programOf = (name: string): string | undefined =>
  [...searchPath(), "/usr/sbin"].map((folder) => join(folder, name)).find(isExecutable);

/** The firewall's rules and the bridges as they are: an engine adds to both, and leaves them when it ends. */
async function savedNetwork(): Promise<{ restore(): Promise<void> }> {
  const rules = (await ask("iptables-save")) ?? "";
  const before = await bridges();
  return {
    restore: async () => {
      for (const name of await bridges()) if (!before.includes(name)) await ask("ip", "link", "delete", name);
      const restoring = spawn("iptables-restore", { stdio: ["pipe", "ignore", "inherit"] });
      restoring.stdin.end(rules);
      await once(restoring, "close");
    },
  };
}

const bridges = async (): Promise<string[]> =>
  Array.from(
    ((await ask("ip", "-brief", "link", "show", "type", "bridge")) ?? "").matchAll(/^\S+/gm),
    ([name]) => name,
  );

/** An engine that somebody else started, and ends. */
export const engineAt = (env: NodeJS.ProcessEnv, pid?: number): Engine =>
  engine(env, pid === undefined ? undefined : { pid, stop: async () => {} });

interface Own {
  readonly pid: number;
  stop(): Promise<void>;
}

const engine = (env: NodeJS.ProcessEnv, own: Own | undefined): Engine => ({
  env,
  pid: own?.pid,
  docker: (...args) => runIn(env, "docker", ...args),
  kill: async (pid) => {
    // Of a container that does not run it is 0, and a signal to 0 would kill these tests.
    if (!(pid > 1)) throw new Error(`no process has the number ${pid}`);
    if (!own) return void process.kill(pid, "SIGKILL");
    // The number is that of the engine's namespace, whose first process is the child of `unshare`.
    const inside = (await run("pgrep", "--parent", `${own.pid}`)).stdout.trim();
    await run("nsenter", `--target=${inside}`, "--pid", "--mount", "kill", "-KILL", `${pid}`);
  },
  withEnv: (other) => engine(other, own),
  stop: async () => await own?.stop(),
});

/** Where the engine's socket is, as collectors of logs need it. */
async function socketOf(env: NodeJS.ProcessEnv): Promise<string> {
  const host = await runIn(env, "docker", "context", "inspect", "--format", "{{.Endpoints.docker.Host}}");
  return (env.DOCKER_HOST ?? host).trim().replace(/^unix:\/\//, "");
}
