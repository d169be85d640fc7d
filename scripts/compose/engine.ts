import { mkdir, mkdtemp, readFile, realpath } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { environmentWith, searchPath } from "../../lib/cli/env.ts";
import { UserError } from "../../lib/cli/outcome.ts";
import { ask, isExecutable, run } from "../../lib/cli/programs/programs.ts";
import { tool } from "../../lib/cli/programs/tools.ts";
import { startProcess } from "../servers/process.ts";
import { afterEnd } from "./after-end.ts";
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
  /** Ends an engine of our own, with everything on it but images; leaves another one as it is. */
  stop(): Promise<void>;
}

const temporary = "bigdata-monitoring-docker-";

/** Images of earlier runs, with everything else that an engine of ours keeps. */
const kept = fileURLToPath(new URL("../../.tools/docker", import.meta.url));

/**
 * The engine that `docker` reaches, else one of our own with its data in `.tools/docker`, so that its images are there the
 * next time; in a temporary folder where another run uses that one. As root on Debian, its programs are installed where
 * they are missing.
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
  return await startEngine(program, found);
}

async function startEngine(program: string, found: NodeJS.ProcessEnv): Promise<Engine> {
  const data = await freeFolder();
  const network = await networkAsItIs();
  // Nothing of the engine lives outside of its namespaces but its bridges and its rules for the firewall. Its processes
  // hold the lock.
  const after = afterEnd(
    `exec flock "$DATA/lock" sh -c '
      for bridge in $(ip -brief link show type bridge | cut -d " " -f 1); do
        case " $BRIDGES " in *" $bridge "*) ;; *) ip link delete "$bridge" ;; esac
      done
      printf %s "$RULES" | iptables-restore
      case "$DATA" in *"$TEMPORARY"*) rm -rf "$DATA" ;; esac
    '`,
    { PATH: [...searchPath(), "/usr/sbin", "/sbin"].join(":"), DATA: data, TEMPORARY: temporary, ...network },
  );
  const daemon = await startProcess({
    name: "dockerd",
    // In namespaces of its own: its mounts and all its processes, those of containers too, end with it, even where these
    // tests are killed. `/` is shared in there, as the node exporter's mount of it needs: on some machines it is not.
    prepare: async ({ folder }) => [
      "setpriv",
      ...["--pdeathsig=KILL", "flock", "--no-fork", join(data, "lock"), "unshare", "--mount", "--propagation=private"],
      ...["--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c", 'mount --make-rshared / && exec "$@"'],
      ...["dockerd", program, `--data-root=${data}/root`, `--exec-root=${folder}/exec`, `--pidfile=${folder}/pid`],
      `--host=unix://${folder}/docker.sock`,
    ],
    ready: /API listen on/,
    // `unshare` ends on no other signal, and the engine with it.
    stopSignal: "SIGKILL",
  }).catch(async (error: Error) => {
    await after.run();
    throw new UserError(`no Docker engine can be started here: ${error.message}`);
  });
  const socket = join(daemon.folder, "docker.sock");
  const env = { ...found, DOCKER_HOST: `unix://${socket}`, DOCKER_SOCKET: socket };
  const stop = async () => {
    // It writes down what images it has.
    const inside = await firstProcess(daemon.pid);
    if (inside !== undefined) process.kill(inside, "SIGTERM");
    for (let i = 0; i < 100 && (await firstProcess(daemon.pid)) !== undefined; i++) await sleep(200);
    await daemon.stop();
    await after.run();
  };
  const started = engine(env, { pid: daemon.pid, stop });
  await removeLeftovers(started);
  return started;
}

const noEngine = "no Docker engine answers: start one";

const programOf = (name: string): string | undefined =>
  [...searchPath(), "/usr/sbin"].map((folder) => join(folder, name)).find(isExecutable);

/** A folder for the engine's data that no other run uses, as a path without links: containers do not start with one. */
async function freeFolder(): Promise<string> {
  await mkdir(kept, { recursive: true });
  const isFree = (await ask("flock", "--nonblock", join(kept, "lock"), "true")) !== undefined;
  return await realpath(isFree ? kept : await mkdtemp(join(tmpdir(), temporary)));
}

/** Left by a run that was killed; Docker starts some of them again. So are images that were made anew since. */
async function removeLeftovers(engine: Engine): Promise<void> {
  const containers = (await engine.docker("ps", "--all", "--quiet")).split("\n").filter(Boolean);
  if (containers.length > 0) await engine.docker("rm", "--force", "--volumes", ...containers);
  for (const kind of ["network", "image"]) await engine.docker(kind, "prune", "--force");
}

/** The firewall's rules and the bridges: an engine adds to both, and leaves them when it ends. */
async function networkAsItIs(): Promise<{ readonly RULES: string; readonly BRIDGES: string }> {
  const listing = (await ask("ip", "-brief", "link", "show", "type", "bridge")) ?? "";
  return {
    RULES: (await ask("iptables-save")) ?? "",
    BRIDGES: Array.from(listing.matchAll(/^\S+/gm), ([name]) => name).join(" "),
  };
}

/** The first process of the engine's namespace, the child of `unshare`, as this machine numbers it. */
async function firstProcess(unshare: number): Promise<number | undefined> {
  const children = await readFile(`/proc/${unshare}/task/${unshare}/children`, "utf8").catch(() => "");
  return Number(children.trim().split(" ")[0]) || undefined;
}

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
    // The number is that of the engine's namespace.
    await run("nsenter", `--target=${await firstProcess(own.pid)}`, "--pid", "--mount", "kill", "-KILL", `${pid}`);
  },
  withEnv: (other) => engine(other, own),
  stop: async () => await own?.stop(),
});

/** Where the engine's socket is, as collectors of logs need it. */
async function socketOf(env: NodeJS.ProcessEnv): Promise<string> {
  const host = await runIn(env, "docker", "context", "inspect", "--format", "{{.Endpoints.docker.Host}}");
  return (env.DOCKER_HOST ?? host).trim().replace(/^unix:\/\//, "");
}
