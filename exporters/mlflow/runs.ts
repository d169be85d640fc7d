import type { MlflowClient, Run } from "./client.ts";

type Ended = "FINISHED" | "FAILED" | "KILLED";

/** The ended runs of an experiment. */
export interface ExperimentRuns {
  readonly ended: Record<Ended, number>;
  readonly latest?: Run;
  readonly latestFinished?: Run;
}

/**
 * Counts ended runs. MLflow lists runs but does not count them, so each poll requests only those that ended after the
 * newest known one. A recount of all runs finds those that were deleted or restored.
 */
export interface RunLedger {
  read(client: MlflowClient, experimentIds: readonly string[]): Promise<ReadonlyMap<string, ExperimentRuns>>;
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
      const filter = `attributes.end_time > ${newest}`;
      const requested = new Set(experimentIds);
      for await (const run of client.runs({ experimentIds, filter, orderBy: "attributes.end_time ASC" })) {
        if (!requested.has(run.info.experiment_id)) continue;
        next.set(run.info.experiment_id, withRun(next.get(run.info.experiment_id), run));
        newest = Math.max(newest, run.info.end_time ?? 0);
      }
      [experiments, cursor] = [next, newest];
      if (recount) recounted = started;
      return experiments;
    },
  };
}

function withRun(known: ExperimentRuns = { ended: { FINISHED: 0, FAILED: 0, KILLED: 0 } }, run: Run): ExperimentRuns {
  const { status } = run.info;
  // A run can be resumed after its end: then it counts as running.
  if (status === "RUNNING" || status === "SCHEDULED") return known;
  return {
    ...known,
    ended: { ...known.ended, [status]: known.ended[status] + 1 },
    latest: run,
    ...(status === "FINISHED" && { latestFinished: run }),
  };
}
