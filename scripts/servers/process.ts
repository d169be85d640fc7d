import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, rmSync } from "node:fs";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { environmentWith } from "../../lib/cli/env.ts";
import { type Endpoint, endpoint } from "../../lib/cli/programs/endpoint.ts";
import { cleanUpAtExit } from "./cleanup.ts";
import { takePort } from "./ports.ts";
import { untilReady } from "./ready.ts";

/** A program that runs as a child process, with a folder of its own for data and log. */
export interface ServerProcess extends Endpoint {
  readonly pid: number;
  /** Removed when it stops. */
  readonly folder: string;
  /** The file that holds what it printed. */
  readonly log: string;
}

/** Options that every server takes. */
export interface ServerOptions {
  /** Defaults to a free one. */
  readonly port?: number;
  /** Further flags of the program, after ours. */
  readonly flags?: readonly string[];
}

/** The folder and the port of a server. */
export interface Place {
  /** Its working folder, empty at first. Every user may enter it. */
  readonly folder: string;
  readonly port: number;
}

/** A program, then its arguments. */
export type CommandLine = readonly [string, ...string[]];

export interface Launch {
  /** For messages and the folder's name. */
  readonly name: string;
  /** Defaults to a free one. */
  readonly port?: number | undefined;
  /** Writes what the program needs into its folder, and returns the command that starts it. */
  readonly prepare: (place: Place) => Promise<CommandLine>;
  /** Variables added to our own environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** How to see that it is ready: this HTTP path answers with success, or its log says so. */
  readonly ready: string | RegExp;
  /** Milliseconds to wait for that. Defaults to a minute. */
  readonly timeout?: number;
  /** What asks it to stop. Defaults to SIGTERM. */
  readonly stopSignal?: NodeJS.Signals;
}

const grace = 10_000;
const removal = { recursive: true, force: true, maxRetries: 5 };

/**
 * Starts a program and waits until it is ready.
 * It ends with this process, unless that is killed by SIGKILL.
 * @throws Error with the end of its log when it ends or does not become ready; its folder is removed then.
 */
export async function startProcess(launch: Launch): Promise<ServerProcess> {
  const place = await newPlace(launch);
  const log = join(place.folder, "log");
  let child: ChildProcess | undefined;
  const stop = async () => {
    if (child) await end(child, launch.stopSignal ?? "SIGTERM");
    await rm(place.folder, removal);
    forget();
  };
  const kill = () => {
    child?.kill("SIGKILL");
    rmSync(place.folder, removal);
  };
  const forget = cleanUpAtExit({ stop, kill });
  try {
    child = spawnLogged(await launch.prepare(place), launch, place.folder, log);
    await untilReady(child, place.port, launch, log);
    return { ...endpoint(place.port, stop), pid: child.pid as number, folder: place.folder, log };
  } catch (error) {
    const tail = await endOf(log);
    await stop();
    throw new Error(`${launch.name} does not start: ${(error as Error).message}${tail}`);
  }
}

async function newPlace({ name, port }: Launch): Promise<Place> {
  const taken = await takePort(port);
  const folder = await mkdtemp(join(tmpdir(), `bigdata-monitoring-${name}-`));
  await chmod(folder, 0o755);
  return { folder, port: taken };
}

function spawnLogged([program, ...args]: CommandLine, { env = {} }: Launch, cwd: string, log: string): ChildProcess {
  const file = openSync(log, "w");
  const child = spawn(program, args, { cwd, env: environmentWith(env), stdio: ["ignore", file, file] });
  closeSync(file);
  return child;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill(signal);
  const killer = setTimeout(() => child.kill("SIGKILL"), grace);
  await ended;
  clearTimeout(killer);
}

async function endOf(log: string): Promise<string> {
  const text = await readFile(log, "utf8").catch(() => "");
  return text === "" ? "" : `\nIts log ends with:\n${text.trimEnd().split("\n").slice(-20).join("\n")}`;
}
