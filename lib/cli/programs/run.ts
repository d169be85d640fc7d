import { execFile } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createServer, type Server as HttpServer, type RequestListener } from "node:http";
import type { AddressInfo, Server } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { UserError } from "../outcome.ts";

const execFileAsync = promisify(execFile);
/** The folder of this package: its modules run as sources in a checkout, and bundled elsewhere, at another depth. */
export const packageRoot = folderWithManifest(dirname(fileURLToPath(import.meta.url)));

/**
 * Runs a program to its end and returns what it printed.
 * @throws Error with the command and its stderr when it cannot start or does not exit with 0.
 */
export async function run(command: string, ...args: string[]): Promise<{ stdout: string; stderr: string }> {
  return await execFileAsync(command, args, { maxBuffer: 64 * 1024 * 1024 });
}

/** Like {@link run}, for a question that may go unanswered: undefined when the program fails or does not exist. */
export async function ask(command: string, ...args: string[]): Promise<string | undefined> {
  const answer = await run(command, ...args).catch(() => undefined);
  return answer && answer.stdout + answer.stderr;
}

/** The program that runs commands, for those that continue in a process of their own. */
export const program = join(packageRoot, "bin/bigdata-monitoring.js");

function folderWithManifest(folder: string): string {
  if (existsSync(join(folder, "package.json"))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error(`no package.json above ${import.meta.url}`);
  return folderWithManifest(parent);
}

/** Something that listens on this machine only, until it is stopped; usable with `await using`. */
export interface Endpoint extends AsyncDisposable {
  readonly port: number;
  /** Such as `127.0.0.1:20123`. */
  readonly address: string;
  /** Such as `http://127.0.0.1:20123`, without a slash at its end. */
  readonly url: string;
  /** Ends it and removes its files. Once stopped, does nothing. */
  stop(): Promise<void>;
}

const host = "127.0.0.1";

/** The parts of an endpoint that follow from its port. */
export function endpoint(port: number, stop: () => Promise<void>): Endpoint {
  const address = `${host}:${port}`;
  return { port, address, url: `http://${address}`, stop, [Symbol.asyncDispose]: stop };
}

/**
 * Serves HTTP inside this process. Port 0 takes a free one.
 * @param patience milliseconds that a client has to send a request; then its connection is closed
 */
export async function serveHttp(answer: RequestListener, port = 0, patience = 10_000): Promise<Endpoint> {
  const limits = { headersTimeout: patience, requestTimeout: patience, connectionsCheckingInterval: patience / 2 };
  const server = createServer(limits, answer);
  const taken = await listen(server, port);
  return endpoint(taken, async () => {
    server.closeAllConnections();
    await close(server);
  });
}

/** Listens on this machine only. @returns the port @throws UserError when the port is taken */
export async function listen(server: Server | HttpServer, port = 0): Promise<number> {
  server.listen(port, host);
  await once(server, "listening").catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EADDRINUSE") throw error;
    throw new UserError(`Port ${port} of ${host} is taken: stop what listens there, or choose another port.`);
  });
  return (server.address() as AddressInfo).port;
}

export async function close(server: Server | HttpServer): Promise<void> {
  if (!server.listening) return;
  server.close();
  await once(server, "close");
}

const folders = new Set<string>();
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Works in a temporary folder, which is removed afterwards, also when a signal ends the command before. */
export async function inTemporaryFolder<T>(name: string, work: (folder: string) => Promise<T>): Promise<T> {
  if (folders.size === 0) for (const signal of signals) process.on(signal, removeAll);
  const folder = mkdtempSync(join(tmpdir(), `bigdata-monitoring-${name}-`));
  folders.add(folder);
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
    folders.delete(folder);
    if (folders.size === 0) stopListening();
  }
}

function stopListening(): void {
  for (const signal of signals) process.off(signal, removeAll);
}

function removeAll(signal: NodeJS.Signals): void {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  // Without these listeners the signal has its default effect.
  stopListening();
  process.kill(process.pid, signal);
}
