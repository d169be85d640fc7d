import type { BatchPipeline } from "../platforms/platform.ts";
import type { Conditions } from "../world/conditions.ts";
import type { Tick } from "../world/tick.ts";

/** One attempt of a run. Times are seconds since 1970. */
export interface Run {
  readonly name: string;
  readonly pipeline: BatchPipeline;
  /** Which interval it belongs to: counted since 1970. */
  readonly interval: number;
  readonly attempt: number;
  readonly records: number;
  /** Later where something keeps it from beginning. */
  begins: number;
  readonly takes: number;
  readonly fails: boolean;
  /** Share that is done. */
  done: number;
}

/** A run that breaks does so after this share. */
const breaksAfter = 0.4;

/** The first attempt of an interval's run. */
export function beginRun(name: string, pipeline: BatchPipeline, { noise }: Pick<Tick, "noise">, interval: number): Run {
  const { every, at, takes, records, late, failing } = pipeline;
  const key = `${name} run ${interval}`;
  const delay = noise.fixed(`${key} late`) < late.share ? late.by : 0;
  return {
    ...{ name, pipeline, interval, attempt: 1, done: 0 },
    records: records * (0.85 + 0.3 * noise.fixed(`${key} records`)),
    begins: interval * every + at + delay,
    takes: takes * (0.85 + 0.3 * noise.fixed(`${key} takes`)),
    fails: noise.fixed(`${key} fails`) < failing.share,
  };
}

interface RunState {
  readonly isRunning: boolean;
  readonly done: number;
  readonly ended: "success" | "failure" | undefined;
  /** What follows it once it has ended. */
  next(): Run;
}

/** How far a run is. While it may not begin, its beginning is put off. */
export function runAt(
  run: Run,
  tick: Tick,
  { runsFail, runsDoNotBegin }: Pick<Conditions, "runsFail" | "runsDoNotBegin">,
): RunState {
  const { time } = tick;
  if (runsDoNotBegin >= 1 && run.done === 0 && time >= run.begins) run.begins = time + 1;
  const done = Math.min(1, Math.max(0, (time - run.begins) / run.takes));
  const breaks = (run.fails || runsFail >= 1) && done >= breaksAfter;
  const ended = breaks ? "failure" : done >= 1 ? "success" : undefined;
  return {
    isRunning: time >= run.begins && ended === undefined,
    done: breaks ? breaksAfter : done,
    ended,
    next: () =>
      breaks
        ? { ...run, attempt: run.attempt + 1, begins: time + run.pipeline.failing.retryAfter, fails: false, done: 0 }
        : beginRun(run.name, run.pipeline, tick, run.interval + 1),
  };
}
