import { setTimeout as pause } from "node:timers/promises";
import type { MetricCatalog } from "bigdata-monitoring";
import { Failure, failureOf } from "./backends/failure.ts";
import type { Log } from "./log.ts";
import type { Snapshot } from "./metrics/snapshot.ts";

/** How a poll ended. With an error and a snapshot, a part of the backend failed, and the snapshot holds the rest. */
export interface Polled<E extends MetricCatalog> {
  readonly snapshot?: Snapshot<E>;
  readonly trouble?: Failure | undefined;
}

/** What an exporter reads from. */
export interface Backend<E extends MetricCatalog> {
  /**
   * Reads everything again. Must end soon after the signal is aborted; what it returns after that is thrown away.
   * @throws Failure, or an error of a client from which `failureOf` makes one
   */
  poll(signal: AbortSignal): Promise<Polled<E>>;
  close(): Promise<void>;
}

/** Called after every poll that ended, by the part that exposes it. */
export interface PollObserver<E extends MetricCatalog> {
  ended(polled: Polled<E>, seconds: number): void;
}

export interface PollerOptions {
  /** Milliseconds between the starts of two polls; a poll that takes longer delays the next. */
  readonly interval: number;
  /** Milliseconds after which a poll has failed. */
  readonly timeout: number;
  readonly log: Log;
}

/** Polls until it is stopped, apart from scrapes: nobody who scrapes ever waits on a backend. */
export function startPoller<E extends MetricCatalog>(
  backend: Backend<E>,
  observer: PollObserver<E>,
  { interval, timeout, log }: PollerOptions,
): { stop(): Promise<void> } {
  const stopped = new AbortController();
  const announce = changesOnly(log);

  async function pollOnce(): Promise<void> {
    const start = performance.now();
    const limit = timeLimit(timeout, stopped.signal);
    const polled = await Promise.race([backend.poll(limit.signal), limit.expired]).catch(
      (error): Polled<E> => ({ trouble: failureOf(error) }),
    );
    limit.clear();
    if (stopped.signal.aborted) return;
    observer.ended(polled, (performance.now() - start) / 1000);
    announce(polled.trouble);
  }

  async function pollForever(): Promise<void> {
    while (!stopped.signal.aborted) {
      const next = performance.now() + interval;
      await pollOnce();
      await pause(Math.max(0, next - performance.now()), undefined, { signal: stopped.signal }).catch(() => {});
    }
  }

  const ended = pollForever();
  return {
    async stop() {
      stopped.abort();
      await ended;
    },
  };
}

/** A signal that is aborted after a time or with another one; `expired` fails then, even if nobody heeds the signal. */
function timeLimit(timeout: number, stopped: AbortSignal) {
  const limit = new AbortController();
  const abort = () => limit.abort();
  const timer = setTimeout(abort, timeout);
  stopped.addEventListener("abort", abort);
  const expired = new Promise<never>((_, reject) => {
    const fail = () => reject(new Failure("timeout", `the poll did not end within ${timeout / 1000} s`));
    limit.signal.addEventListener("abort", fail);
  });
  const clear = () => {
    clearTimeout(timer);
    stopped.removeEventListener("abort", abort);
  };
  return { signal: limit.signal, expired, clear };
}

/** Logs when the backend goes, when it fails otherwise than before, and when it is back: not every single poll. */
function changesOnly(log: Log): (failure: Failure | undefined) => void {
  let last: string | undefined;
  return (failure) => {
    if (failure !== undefined && failure.message !== last)
      log.error("poll failed", { reason: failure.reason, error: failure.message });
    if (failure === undefined && last !== undefined) log.info("backend is back");
    last = failure?.message;
  };
}
