import { once } from "node:events";

/**
 * Settles as the promise does, or rejects with the signal's reason once it is aborted: the promises of a client may stay
 * pending if its server hangs.
 */
export async function untilAborted<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  const settled = new AbortController();
  const aborted = once(signal, "abort", { signal: settled.signal }).then(() => {
    throw signal.reason;
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    settled.abort();
  }
}
