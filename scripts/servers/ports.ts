import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { close, listen } from "../../lib/cli/programs/endpoint.ts";

/** A file for each port that one of our processes has taken. It holds the process's id. */
const reserved = join(tmpdir(), `bigdata-monitoring-ports-${userInfo().uid}`);

/**
 * A port that nobody listens on: the given one, else any. The latter lies below the range that the kernel takes for
 * outgoing connections, so that none of them occupies it before its server starts, nor in between while it is started
 * again. No other process is given it until this one has ended.
 * @throws UserError when the given one is taken
 */
export async function takePort(given?: number): Promise<number> {
  if (given !== undefined) {
    await probe(given);
    return given;
  }
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    if (reserve(port) && (await isFree(port))) return port;
  }
}

/** @returns whether no process that still runs had reserved it */
function reserve(port: number): boolean {
  const file = join(reserved, String(port));
  mkdirSync(reserved, { recursive: true });
  if (isUnused(file)) rmSync(file, { force: true });
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return false;
  }
}

/** Whether no running process has reserved a port. Its file is empty while it is written. */
function isUnused(file: string): boolean {
  try {
    const pid = Number(readFileSync(file, "utf8"));
    return pid > 0 && !process.kill(pid, 0);
  } catch {
    return true;
  }
}

async function probe(port: number): Promise<void> {
  const server = createServer();
  await listen(server, port);
  await close(server);
}

const isFree = (port: number): Promise<boolean> =>
  probe(port).then(
    () => true,
    () => false,
  );
