import type contract from "../../metrics/etl.ts";
import type { BatchPipeline, Platform } from "../platforms/platform.ts";
import type { Registry } from "../world/registry.ts";
import type { Tick } from "../world/tick.ts";
import { beginRun, type Run, runAt } from "./batch-runs.ts";

type Etl = Registry<typeof contract>;

/** Shares of a run in which a stage reads and writes. A sort holds back what the third stage has read. */
const stages = {
  ingest: { read: [0, 0.45], written: [0, 0.45] },
  validate: { read: [0.1, 0.55], written: [0.1, 0.55] },
  transform: { read: [0.2, 0.6], written: [0.45, 0.9] },
  load: { read: [0.5, 1], written: [0.5, 1] },
} as const;
type Stage = keyof typeof stages;
const names = Object.keys(stages) as Stage[];
/** Shares of the records that a stage reads. */
const failures = { validation: 0.0006, timeout: 0.0001, sink: 0.0001 } as const;
const skipped = 0.01;

/**
 * Pipelines that run on a schedule.
 * @param running names of those that read their source now
 */
export function batches(registry: Etl, { batches: all }: Platform, running: Set<string>): (tick: Tick) => void {
  const longest = Object.entries(all).sort(([, a], [, b]) => b.every - a.every || b.takes - a.takes)[0]?.[0];
  const each = Object.entries(all).map(([name, pipeline]) =>
    oneBatch(registry, { name, pipeline, isLongest: name === longest }, running),
  );
  return (tick) => {
    for (const update of each) update(tick);
  };
}

interface Batch {
  readonly name: string;
  readonly pipeline: BatchPipeline;
  /** Incidents change this one. */
  readonly isLongest: boolean;
}

function oneBatch(registry: Etl, { name, pipeline, isLongest }: Batch, running: Set<string>): (tick: Tick) => void {
  let run: Run | undefined;
  let lastEnd: number | undefined;
  let lastSuccess: number | undefined;
  let newest: number | undefined;
  let deadLetters = 40;
  return (tick) => {
    const { time, conditions } = tick;
    run ??= beginRun(name, pipeline, tick, Math.floor((time - pipeline.at) / pipeline.every) + 1);
    lastEnd ??= run.begins - pipeline.every + pipeline.takes;
    lastSuccess ??= lastEnd;
    newest ??= run.begins - pipeline.every;
    const state = runAt(run, tick, isLongest ? conditions : { runsFail: 0, runsDoNotBegin: 0 });
    const before = run.done;
    run.done = state.done;
    if (state.isRunning && state.done < stages.ingest.read[1]) running.add(name);
    else running.delete(name);
    const failed = updateStages(
      registry,
      name,
      { run, before, pipeline, newest, breaks: state.ended === "failure" },
      tick,
    );
    deadLetters = deadLetters * Math.exp(-tick.elapsed / 36_000) + failed * 0.02;
    updateEnds(registry, name, { ended: state.ended, seconds: time - run.begins }, tick);
    if (state.ended) lastEnd = time;
    if (state.ended === "success") {
      lastSuccess = time;
      newest = run.begins;
    }
    const labels = { pipeline: name };
    registry.set("etl_dead_letter_records", labels, Math.round(deadLetters));
    registry.set("etl_runs_active", labels, state.isRunning ? 1 : 0);
    registry.set("etl_schedule_interval_seconds", labels, pipeline.every);
    registry.set("etl_last_run_timestamp_seconds", labels, lastEnd);
    registry.set("etl_last_success_timestamp_seconds", labels, lastSuccess);
    registry.set("etl_newest_record_timestamp_seconds", labels, newest);
    if (state.ended) run = state.next();
  };
}

interface StagesFacts {
  readonly run: Run;
  /** Share of the run that was done at the last tick. */
  readonly before: number;
  readonly pipeline: BatchPipeline;
  /** Seconds since 1970: what came later waits for a run. */
  readonly newest: number;
  /** The run ends here, with what its stages hold. */
  readonly breaks: boolean;
}

/** @returns records that failed since the last tick */
function updateStages(
  registry: Etl,
  name: string,
  { run, before, pipeline, newest, breaks }: StagesFacts,
  tick: Tick,
): number {
  const { time, elapsed } = tick;
  let entering = run.records;
  let written = run.records;
  let allFailed = 0;
  for (const stage of names) {
    const labels = { pipeline: name, stage };
    const { read, written: writes } = stages[stage];
    const passed = 1 - (stage === "validate" ? skipped : 0) - Object.values(failures).reduce((a, b) => a + b, 0);
    const readNow = (entering * (cumulated(run.done, read) - cumulated(before, read))) / (elapsed || 1);
    const writtenNow = (entering * (cumulated(run.done, writes) - cumulated(before, writes))) / (elapsed || 1);
    registry.count("etl_records_read_total", labels, readNow);
    registry.count("etl_records_written_total", labels, writtenNow * passed);
    registry.count("etl_records_skipped_total", labels, stage === "validate" ? writtenNow * skipped : 0);
    for (const [reason, share] of Object.entries(failures)) {
      registry.count(
        "etl_records_failed_total",
        { ...labels, reason: reason as keyof typeof failures },
        writtenNow * share,
      );
      allFailed += writtenNow * share * elapsed;
    }
    // What a stage has read and not passed on when its run breaks has failed; the next attempt reads it again.
    const held = breaks ? entering * (cumulated(run.done, read) - cumulated(run.done, writes)) : 0;
    registry.count("etl_records_failed_total", { ...labels, reason: "other" }, held / (elapsed || 1));
    registry.count("etl_read_bytes_total", labels, readNow * pipeline.bytes);
    registry.count("etl_written_bytes_total", labels, writtenNow * pipeline.bytes * 0.8);
    registry.count("etl_retries_total", labels, readNow * 0.002);
    registry.observe("etl_batch_duration_seconds", labels, readNow > 0 ? 1 / 10 : 0, { median: 8, spread: 0.5 });
    const waiting = waitingBefore(stage, { run, pipeline, written, entering, newest }, tick);
    registry.set("etl_queue_records", labels, Math.round(waiting.records));
    registry.set("etl_queue_capacity_records", labels, 0);
    registry.set("etl_queue_oldest_record_timestamp_seconds", labels, waiting.records < 1 ? undefined : waiting.since);
    written = entering * cumulated(run.done, writes) * passed;
    entering *= passed;
    if (stage === "load")
      registry.observe("etl_record_latency_seconds", { pipeline: name }, writtenNow, {
        median: pipeline.every / 2 + (time - run.begins),
        spread: 0.4,
      });
  }
  return allFailed;
}

interface QueueFacts extends Pick<StagesFacts, "run" | "pipeline" | "newest"> {
  /** Records that the stage before has passed on in this run. */
  readonly written: number;
  readonly entering: number;
}

/** What waits at the source grows until a run reads it. Between stages, records wait only during a run. */
function waitingBefore(stage: Stage, facts: QueueFacts, { time }: Tick): { records: number; since: number } {
  const { run, pipeline, written, entering, newest } = facts;
  const readSoFar = entering * cumulated(run.done, stages[stage].read);
  if (stage !== "ingest") return { records: written - readSoFar, since: run.begins };
  const arrived = (run.records * (time - newest)) / pipeline.every;
  return { records: Math.max(0, arrived - readSoFar), since: newest };
}

interface Ends {
  readonly ended: "success" | "failure" | undefined;
  /** Since the run began. */
  readonly seconds: number;
}

function updateEnds(registry: Etl, name: string, { ended, seconds }: Ends, { elapsed }: Tick): void {
  for (const result of ["success", "failure", "cancelled"] as const) {
    const labels = { pipeline: name, result };
    const perSecond = ended === result ? 1 / (elapsed || 1) : 0;
    registry.count("etl_runs_total", labels, perSecond);
    if (result !== "cancelled")
      registry.observe("etl_run_duration_seconds", labels, perSecond, { median: Math.max(seconds, 1), spread: 0.05 });
  }
}

/** Share of a stage's work that is done: slow at both ends. */
function cumulated(done: number, [from, to]: readonly [number, number]): number {
  const x = Math.min(1, Math.max(0, (done - from) / (to - from)));
  return x * x * (3 - 2 * x);
}
