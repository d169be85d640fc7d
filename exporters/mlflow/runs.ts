import { maxLabelLength } from "../common/metrics/limit.ts";
import type { MlflowClient, Run } from "./client.ts";

type Ended = "FINISHED" | "FAILED" | "KILLED";

/** The ended runs of an experiment. */
export interface ExperimentRuns {
  readonly ended: Record<Ended, number>;
  /** Times in milliseconds since 1970. */
  readonly latest?: { readonly status: Ended; readonly start?: number | undefined; readonly end?: number | undefined };
  readonly latestFinished?: FinishedRun;
}

/** What is kept of a run: lists of metrics can be long. */
export interface FinishedRun {
  readonly id: string;
  readonly metrics: readonly LoggedMetric[];
  /** How many more it logged. */
  readonly leftOut: number;
  /** Characters of the metrics' names. */
  readonly size: number;
}

type LoggedMetric = readonly [name: string, value: number];

/** Metrics of one run. */
export const maxMetricsOfRun = 1000;

/** Characters of the names of all runs' metrics. */
export const maxMetricNames = 2 * 1024 * 1024;

/**
 * Counts ended runs. MLflow lists runs but does not count them, so each poll requests only those that ended after the
 * newest known one. A recount of all runs finds those that were deleted or restored.
 */
export interface RunLedger {
  read(
    client: Pick<MlflowClient, "runs">,
    experimentIds: readonly string[],
  ): Promise<ReadonlyMap<string, ExperimentRuns>>;
}

/**
 * @param recountInterval milliseconds
 * @param now milliseconds since 1970
 */
export function runLedger(recountInterval: number, now: () => number = Date.now): RunLedger {
  let experiments = new Map<string, ExperimentRuns>();
  let cursor = 0;
  let recounted = Number.NEGATIVE_INFINITY;

  return {
    async read(client, experimentIds) {
      const recount = now() - recounted >= recountInterval;
      // Replaces the known runs only when all pages are read, so that a failed poll counts nothing twice.
      const next = recount ? new Map<string, ExperimentRuns>() : new Map(experiments);
      const started = now();
      let newest = recount ? 0 : cursor;
      let left = maxMetricNames;
      for (const { latestFinished } of next.values()) left -= latestFinished?.size ?? 0;
      const filter = `attributes.end_time > ${newest}`;
      const requested = new Set(experimentIds);
      for await (const run of client.runs({ experimentIds, filter, orderBy: "attributes.end_time ASC" })) {
        const { experiment_id: id, end_time: end = 0 } = run.info;
        if (!requested.has(id)) continue;
        const known = next.get(id);
        left += known?.latestFinished?.size ?? 0;
        const updated = withRun(known, run, left);
        left -= updated.latestFinished?.size ?? 0;
        next.set(id, updated);
        newest = Math.max(newest, end);
      }
      [experiments, cursor] = [next, newest];
      if (recount) recounted = started;
      return experiments;
    },
  };
}

function withRun(
  known: ExperimentRuns = { ended: { FINISHED: 0, FAILED: 0, KILLED: 0 } },
  { info, data }: Run,
  left: number,
): ExperimentRuns {
  const { status, start_time: start, end_time: end } = info;
  // A run can be resumed after its end: then it counts as running.
  if (status === "RUNNING" || status === "SCHEDULED") return known;
  return {
    ...known,
    ended: { ...known.ended, [status]: known.ended[status] + 1 },
    latest: { status, start, end },
    ...(status === "FINISHED" && { latestFinished: finishedRun(info.run_id, data?.metrics ?? [], left) }),
  };
}

/** @param left characters that may still be kept */
function finishedRun(id: string, logged: NonNullable<Run["data"]>["metrics"], left: number): FinishedRun {
  const metrics: LoggedMetric[] = [];
  let size = 0;
  for (const { key, value } of logged) {
    if (metrics.length === maxMetricsOfRun) break;
    if (key.length > maxLabelLength || size + key.length > left) continue;
    metrics.push([key, value]);
    size += key.length;
  }
  return { id, metrics, leftOut: logged.length - metrics.length, size };
}
