import type contract from "../../metrics/etl.ts";
import { type Platform, type StreamPipeline, type Topic, topicOf, topSpeed, writtenTo } from "../platforms/platform.ts";
import type { Registry } from "../world/registry.ts";
import type { Tick } from "../world/tick.ts";

type Etl = Registry<typeof contract>;
const stages = ["ingest", "validate", "transform", "load"] as const;
type Stage = (typeof stages)[number];

/** Records a second for each record that waits in an ordinary queue. */
const usualWait = 1.5;
/** Seconds from an event to its arrival in Kafka and on to the first stage. */
const arrival = 3;

/**
 * The pipelines: what enters a stage is passed on, skipped or failed; what it has not read is queued.
 * @param full names of pipelines whose queues are full: they leave in Kafka what they cannot take
 */
export function streams(registry: Etl, platform: Platform, full: Set<string>): (tick: Tick) => void {
  const runs = Object.entries(platform.streams).map(([name, pipeline]) =>
    onePipeline(registry, { name, pipeline, topic: topicOf(platform, pipeline.topic) }, full),
  );
  return (tick) => {
    for (const run of runs) run(tick);
  };
}

interface Stream {
  readonly name: string;
  readonly pipeline: StreamPipeline;
  readonly topic: Topic;
}

function onePipeline(registry: Etl, stream: Stream, full: Set<string>): (tick: Tick) => void {
  const { name, pipeline, topic } = stream;
  const waiting: Record<Stage, number> = { ingest: 0, validate: 0, transform: 0, load: 0 };
  let deadLetters = 40;
  let lastSuccess: number | undefined;
  let newest: number | undefined;
  return (tick) => {
    const stalled = name === "orders" ? tick.conditions.loadStalled : 0;
    if (pipeline.capacity === 0 || waiting.load < pipeline.capacity) full.delete(name);
    else full.add(name);
    let entering = full.has(name) ? 0 : writtenTo(topic, tick.flows);
    let wait = arrival;
    for (const stage of stages) {
      const speed = stage === "load" ? 1 - stalled : 1;
      const { read, queued } = pass(waiting[stage], entering, speed * topSpeed(topic), tick.elapsed);
      waiting[stage] = pipeline.capacity === 0 ? queued : Math.min(queued, pipeline.capacity);
      wait += waiting[stage] / Math.max(entering, 0.1) + usualWait;
      updateQueue(
        registry,
        { name, stage, read: entering, waiting: waiting[stage], capacity: pipeline.capacity },
        tick,
      );
      const { written, failed } = updateStage(
        registry,
        { name, stage, read, batch: pipeline.batch, bytes: topic.bytes },
        tick,
      );
      deadLetters += failed * tick.elapsed * 0.02;
      entering = written;
    }
    deadLetters -= deadLetters * Math.min(1, tick.elapsed / 36_000);
    registry.set("etl_dead_letter_records", { pipeline: name }, Math.round(deadLetters));
    const running = stalled < 1;
    const moves = tick.draw.counting === "rates" || entering > 0;
    if ((running && moves) || newest === undefined) newest = tick.time - wait;
    if (running || lastSuccess === undefined) lastSuccess = lastEnd(pipeline.schedule || 60, tick.time);
    const { schedule } = pipeline;
    updateRuns(registry, { name, schedule, running, wait, written: entering, lastSuccess, newest }, tick);
  };
}

/** What a stage reads a second, and what is left in its queue. */
function pass(waiting: number, entering: number, speed: number, elapsed: number): { read: number; queued: number } {
  if (elapsed === 0) return { read: entering, queued: waiting };
  const read = Math.min(speed, entering + waiting / elapsed);
  return { read, queued: Math.max(0, waiting + (entering - read) * elapsed) };
}

interface QueueFacts {
  readonly name: string;
  readonly stage: Stage;
  readonly read: number;
  readonly waiting: number;
  readonly capacity: number;
}

function updateQueue(registry: Etl, { name, stage, read, waiting, capacity }: QueueFacts, { time, near }: Tick): void {
  const labels = { pipeline: name, stage };
  const queued = waiting + near(`${name} ${stage} queue`, read * usualWait, 0.4);
  registry.set(
    "etl_queue_records",
    labels,
    capacity === 0 ? Math.round(queued) : Math.min(capacity, Math.round(queued)),
  );
  registry.set("etl_queue_capacity_records", labels, capacity);
  registry.set("etl_queue_oldest_record_timestamp_seconds", labels, time - queued / Math.max(read, 0.1));
}

interface StageFacts {
  readonly name: string;
  readonly stage: Stage;
  /** Records a second. */
  readonly read: number;
  /** Seconds that a batch takes. */
  readonly batch: number;
  /** Of a record. */
  readonly bytes: number;
}

/** @returns records a second */
function updateStage(
  registry: Etl,
  { name, stage, read, batch, bytes }: StageFacts,
  { conditions, near, draw }: Tick,
): { written: number; failed: number } {
  const labels = { pipeline: name, stage };
  const broken = name === "payments" && stage === "validate" ? conditions.schemaBroken : 0;
  const reasons = { schema: broken, validation: near(`${name} invalid`, 0.0006, 0.5), timeout: 0.0001, sink: 0.0001 };
  const skippedShare = stage === "validate" ? 0.01 : 0;
  const { skipped, ...failures } = draw.split(`${name} ${stage}`, read, { ...reasons, skipped: skippedShare });
  const failed = Object.values(failures).reduce((sum, perSecond) => sum + perSecond, 0);
  const written = read - failed - skipped;
  registry.count("etl_records_read_total", labels, read);
  registry.count("etl_records_written_total", labels, written);
  registry.count("etl_records_skipped_total", labels, skipped);
  for (const [reason, perSecond] of Object.entries(failures))
    registry.count("etl_records_failed_total", { ...labels, reason: reason as keyof typeof reasons }, perSecond);
  registry.count("etl_read_bytes_total", labels, read * bytes);
  registry.count("etl_written_bytes_total", labels, written * bytes * 0.8);
  registry.count("etl_retries_total", labels, read * near(`${name} retries`, 0.002, 0.5));
  registry.observe("etl_batch_duration_seconds", labels, read > 0 ? 1 / 5 : 0, { median: batch, spread: 0.5 });
  return { written, failed };
}

interface RunFacts {
  readonly name: string;
  readonly schedule: number;
  readonly running: boolean;
  /** Seconds from an event to its record in the sink. */
  readonly wait: number;
  /** Records a second that reach the sink. */
  readonly written: number;
  readonly lastSuccess: number;
  readonly newest: number;
}

function updateRuns(registry: Etl, facts: RunFacts, { conditions, near }: Tick): void {
  const { name, schedule, running, wait, written, lastSuccess, newest } = facts;
  const labels = { pipeline: name };
  const ended = running ? 1 / (schedule || 60) : 0;
  const failing = name === "payments" && conditions.schemaBroken > 0 ? 0.5 : 0.001;
  const results = { success: ended * (1 - failing), failure: ended * failing, cancelled: 0 };
  for (const [result, perSecond] of Object.entries(results)) {
    const byResult = { ...labels, result: result as keyof typeof results };
    registry.count("etl_runs_total", byResult, perSecond);
    if (result !== "cancelled")
      registry.observe("etl_run_duration_seconds", byResult, perSecond, {
        median: (schedule || 60) * 0.3,
        spread: 0.3,
      });
  }
  registry.set("etl_runs_active", labels, running ? Math.round(near(`${name} active`, 1, 0.4)) : 1);
  registry.set("etl_schedule_interval_seconds", labels, schedule);
  registry.set("etl_last_run_timestamp_seconds", labels, lastSuccess);
  registry.set("etl_last_success_timestamp_seconds", labels, lastSuccess);
  registry.set("etl_newest_record_timestamp_seconds", labels, newest);
  registry.observe("etl_record_latency_seconds", labels, written, {
    median: near(`${name} latency`, wait, 0.1),
    spread: 0.4,
  });
}

/** The schedule's latest run ended a little after it was due. */
const lastEnd = (schedule: number, time: number): number => {
  const delay = schedule * 0.3;
  return Math.floor((time - delay) / schedule) * schedule + delay;
};
