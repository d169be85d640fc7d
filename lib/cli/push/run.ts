import { excessOf, isContested, isWrite } from "../../push/decision.ts";
import { exitCodes, UserError } from "../outcome.ts";
import type { ApplyOptions, Job, Result } from "./apply.ts";
import { progressOn, tellPlan, tellResults } from "./report.ts";

export interface RunOptions extends Pick<ApplyOptions, "concurrency" | "onError"> {
  readonly dryRun: boolean;
  readonly json: boolean;
  /** How many things may be deleted at most; by default a fifth of what is ours. */
  readonly mostPruned?: number;
}

/**
 * Tells every plan before anything is written, then carries them out in order.
 * @returns the exit code
 * @throws UserError where a plan deletes more than it may; then nothing is written
 */
export async function runJobs(jobs: readonly Job[], options: RunOptions): Promise<number> {
  for (const job of jobs) tellPlan(job, options);
  const excess = jobs.flatMap(({ server, defined, decisions }) => {
    const told = excessOf(decisions, defined, options.mostPruned);
    return told === undefined ? [] : [`${server}: ${told}`];
  });
  if (excess.length > 0) throw new UserError(excess.join("\n"));
  const results = options.dryRun ? [] : await carryOut(jobs, options);
  const contested = jobs.some(({ decisions }) => decisions.some(isContested));
  return exitCode(results, contested);
}

async function carryOut(jobs: readonly Job[], options: RunOptions): Promise<Result[]> {
  const stop = interrupted();
  const all: Result[] = [];
  for (const job of jobs) {
    const total = job.decisions.filter(isWrite).length;
    if (total === 0) continue;
    const progress = progressOn(process.stderr, total);
    const results = await job.apply({ ...options, signal: stop.signal, ...(progress && { progress }) });
    tellResults(results, options);
    all.push(...results);
    if (options.onError === "stop" && results.some(({ outcome }) => outcome === "failed")) stop.abort();
  }
  return all;
}

/** Ctrl-C once: finish what is under way and begin nothing more. Twice: end at once. */
function interrupted(): AbortController {
  const controller = new AbortController();
  const stop = () => {
    process.stderr.write("stopping: what is under way is finished; run push again for the rest\n");
    controller.abort();
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  return controller;
}

function exitCode(results: readonly Result[], contested: boolean): number {
  const done = results.filter(({ outcome }) => outcome === "done").length;
  const lost = results.filter(({ outcome }) => outcome === "failed" || outcome === "not begun").length;
  if (lost > 0) return done > 0 ? exitCodes.partial : exitCodes.error;
  if (done < results.length) return done > 0 ? exitCodes.partial : exitCodes.problems;
  return contested ? exitCodes.problems : exitCodes.ok;
}
