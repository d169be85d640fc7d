import type { ChildProcess } from "node:child_process";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

const pause = 50;

/**
 * Waits until an HTTP path of a port of this machine answers with success, or until the log matches.
 * @param timeout milliseconds
 * @throws Error when the process ends first or is not ready in time.
 */
export async function untilReady(
  child: ChildProcess,
  port: number,
  { ready: sign, timeout = 60_000 }: { readonly ready: string | RegExp; readonly timeout?: number },
  log: string,
): Promise<void> {
  const failed = new Promise<never>((_, reject) => child.once("error", reject));
  const deadline = Date.now() + timeout;
  const isReady = () => (typeof sign === "string" ? answers(`http://127.0.0.1:${port}${sign}`) : says(log, sign));
  while (!(await Promise.race([isReady(), failed]))) {
    if (child.exitCode !== null) throw new Error(`it ended with exit code ${child.exitCode}`);
    if (child.signalCode !== null) throw new Error(`it was ended by ${child.signalCode}`);
    if (Date.now() > deadline) throw new Error(`it was not ready after ${timeout / 1000} s`);
    await sleep(pause);
  }
}

async function answers(url: string): Promise<boolean> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(5000) }).catch(() => undefined);
  await answer?.body?.cancel();
  return answer?.ok ?? false;
}

async function says(log: string, words: RegExp): Promise<boolean> {
  return words.test(await readFile(log, "utf8"));
}
