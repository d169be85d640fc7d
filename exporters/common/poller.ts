import { setTimeout as pause } from "node:timers/promises";
import type { MetricCatalog } from "bigdata-monitoring";
import { untilAborted } from "./abort.ts";
import { Failure, failureOf } from "./backends/failure.ts";
import type { Log } from "./log.ts";
import type { Snapshot } from "./metrics/contract.ts";

/** How a poll ended. With a failure and a snapshot, a part of the backend failed, and the snapshot contains the rest. */
export interface Polled<E extends MetricCatalog> {
  readonly snapshot?: Snapshot<E>;
  readonly failure?: Failure | undefined;
}

/** What an exporter reads from. */
export interface Backend<E extends MetricCatalog> {
  /**
   * Reads the backend. Must end soon after the signal is aborted; what it returns after that is discarded.
   * @throws Failure, or an error of a client from which `failureOf` makes one
   */
  poll(signal: AbortSignal): Promise<Polled<E>>;
  close(): Promise<void>;
}

/** Called after every poll that ended, to publish its result. */
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

/** Polls until it is stopped. Scrapes are independent of it, so none waits for a backend. */
export function startPoller<E extends MetricCatalog>(
  backend: Backend<E>,
  observer: PollObserver<E>,
  { interval, timeout, log }: PollerOptions,
): { stop(): Promise<void> } {
  const stopped = new AbortController();
  const logChange = changeLogger(log);
  let poll = new AbortController();

  async function pollOnce(): Promise<void> {
    const start = performance.now();
    poll = new AbortController();
    const expire = () => poll.abort(new Failure("timeout", `the poll did not end within ${timeout / 1000} s`));
    const timer = setTimeout(expire, timeout);
    const polled = await untilAborted(poll.signal, backend.poll(poll.signal)).catch(
      (error): Polled<E> => ({ failure: failureOf(poll.signal.aborted ? poll.signal.reason : error) }),
    );
    clearTimeout(timer);
    if (stopped.signal.aborted) return;
    observer.ended(polled, (performance.now() - start) / 1000);
    logChange(polled.failure);
  }

  async function pollUntilStopped(): Promise<void> {
    while (!stopped.signal.aborted) {
      const next = performance.now() + interval;
      await pollOnce();
      await pause(Math.max(0, next - performance.now()), undefined, { signal: stopped.signal }).catch(() => {});
    }
  }

  const ended = pollUntilStopped();
  return {
    async stop() {
      stopped.abort();
      poll.abort();
      await ended;
    },
  };
}

/** Logs that the backend fails, that it fails for another reason, and that it works again: not every poll. */
function changeLogger(log: Log): (failure: Failure | undefined) => void {
  let last: string | undefined;
  return (failure) => {
    if (failure !== undefined && failure.message !== last)
      log.error({ reason: failure.reason, error: failure.message }, "poll failed");
    if (failure === undefined && last !== undefined) log.info("backend works again");
    last = failure?.message;
  };
}
