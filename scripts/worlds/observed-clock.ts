import type { Window } from "../../lib/cli/http/samples.ts";

interface ObservedClock {
  /** Evaluations of the window. */
  readonly count: number;
  /** @param time of an evaluation, in seconds since 1970 */
  toObserved(time: number): number;
  fromObserved(time: number): number;
}

/** A clock that stands still while Prometheus does not run: it restores the state of alerts when it starts. */
export function observedClock({ from, to, step }: Window, isObserved: (time: number) => boolean): ObservedClock {
  const times: number[] = [];
  for (let time = from; time <= to; time += step) if (isObserved(time)) times.push(time);
  const index = new Map(times.map((time, i) => [time, i]));
  return {
    count: times.length,
    toObserved: (time: number) => (index.get(time) ?? 0) * step,
    fromObserved: (time: number) => times[Math.min(times.length - 1, Math.round(time / step))] ?? to,
  };
}
