import { excessOf, isWrite, needsDecision } from "../../push/decision.ts";
import { exitCodes, UserError } from "../outcome.ts";
import type { ApplyOptions, Job, Result } from "./apply.ts";
import { progressReporter, reportPlan, reportResults } from "./report.ts";

export interface RunOptions extends Pick<ApplyOptions, "concurrency" | "onError"> {
  readonly dryRun: boolean;
  readonly json: boolean;
  /** How many resources may be deleted; by default a fifth of those that we own there. */
  readonly mostPruned?: number;
}

/**
 * Reports every plan before anything is written, then applies them in order.
 * @returns the exit code
 * @throws UserError where a plan deletes more than it may; then nothing is written
 */
export async function runJobs(jobs: readonly Job[], options: RunOptions): Promise<number> {
  for (const job of jobs) reportPlan(job, options);
  const excess = jobs.flatMap(({ server, defined, decisions }) => {
    const error = excessOf(decisions, defined, options.mostPruned);
    return error === undefined ? [] : [`${server}: ${error}`];
  });
  if (excess.length > 0) throw new UserError(excess.join("\n"));
  const results = options.dryRun ? [] : await applyAll(jobs, options);
  const undecided = jobs.some(({ decisions }) => decisions.some(needsDecision));
  return exitCode(results, undecided);
}

async function applyAll(jobs: readonly Job[], options: RunOptions): Promise<Result[]> {
  const stop = interrupted();
  const all: Result[] = [];
  for (const job of jobs) {
    const total = job.decisions.filter(isWrite).length;
    if (total === 0) continue;
    const progress = progressReporter(process.stderr, total);
    const results = await job.apply({ ...options, signal: stop.signal, ...(progress && { progress }) });
    reportResults(results, options);
    all.push(...results);
    if (options.onError === "stop" && results.some(({ outcome }) => outcome === "failed")) stop.abort();
  }
  return all;
}

/** Ctrl-C once: finish the requests under way and send no more. Twice: end at once. */
function interrupted(): AbortController {
  const controller = new AbortController();
  const stop = () => {
    process.stderr.write("stopping: requests under way are finished; run push again for the rest\n");
    controller.abort();
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  return controller;
}

function exitCode(results: readonly Result[], undecided: boolean): number {
  const done = results.filter(({ outcome }) => outcome === "done").length;
  const lost = results.filter(({ outcome }) => outcome === "failed" || outcome === "not begun").length;
  if (lost > 0) return done > 0 ? exitCodes.partial : exitCodes.error;
  if (done < results.length) return done > 0 ? exitCodes.partial : exitCodes.problems;
  return undecided ? exitCodes.problems : exitCodes.ok;
}
