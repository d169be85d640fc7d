import { type ActionKind, type Decision, excessOf, isWrite, needsDecision } from "../../push/decision.ts";
import { exitCodes, fitToShow, UserError } from "../outcome.ts";
import type { ApplyOptions, Job, Result } from "./apply.ts";

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
    process.stderr.write("stopping after the requests that have begun; run push again for the rest\n");
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

const order: readonly ActionKind[] = ["create", "update", "prune", "conflict", "refuse", "keep", "unchanged"];
const mostChanges = 10;
/** More than these are counted, not listed. */
const mostNotBegun = 20;
const longestLine = 240;

/** Prints a plan: a line for each resource that differs, how the server's version differs, then the counts. */
export function reportPlan(
  { server, decisions }: Pick<Job, "server" | "decisions">,
  { json }: { json: boolean },
): void {
  if (json) {
    process.stdout.write(`${JSON.stringify({ server, plan: decisions.map(asJson) })}\n`);
    return;
  }
  process.stdout.write(`${server}\n`);
  for (const decision of decisions) {
    if (decision.kind === "unchanged") continue;
    process.stdout.write(fitToShow(`  ${decision.kind.padEnd(9)} ${decision.uid}: ${decision.reason}\n`));
    process.stdout.write(changeLines(decision));
  }
  const counts = order.map((kind) => [decisions.filter((one) => one.kind === kind).length, kind] as const);
  const texts = counts.filter(([count]) => count > 0).map(([count, kind]) => `${count} ${kind}`);
  process.stdout.write(`plan: ${texts.join(", ") || "nothing is defined"}\n`);
}

const asJson = ({ kind, uid, title, reason, changes }: Decision) => ({
  kind,
  uid,
  title,
  reason,
  ...(changes && { changes }),
});

/** How the server's version differs, where a person has to decide or the version is overwritten. */
function changeLines({ kind, changes: found = [] }: Decision): string {
  if (kind === "update") return "";
  const lines = found.slice(0, mostChanges).map((line) => `      ${short(fitToShow(line))}\n`);
  const more = found.length - mostChanges;
  return lines.join("") + (more > 0 ? `      and ${more} more\n` : "");
}

const short = (text: string): string => (text.length > longestLine ? `${text.slice(0, longestLine - 1)}…` : text);

/** Prints the results of a plan: failures by name, then the count. */
function reportResults(results: readonly Result[], { json }: { json: boolean }): void {
  if (json) {
    const printed = results.map(({ decision: { kind, uid }, outcome, error }) => ({ kind, uid, outcome, error }));
    process.stdout.write(`${JSON.stringify({ results: printed })}\n`);
    return;
  }
  const isStopped = results.filter(({ outcome }) => outcome === "not begun").length > mostNotBegun;
  for (const { decision, outcome, error } of results)
    if (outcome !== "done" && !(outcome === "not begun" && isStopped))
      process.stderr.write(fitToShow(`${outcome}: ${decision.kind} ${decision.uid}${error ? `: ${error}` : ""}\n`));
  const notBegun = results.filter(({ outcome }) => outcome === "not begun").length;
  if (isStopped) process.stderr.write(`not begun: ${notBegun} more\n`);
  const done = results.filter(({ outcome }) => outcome === "done").length;
  process.stdout.write(`${done} of ${results.length} written\n`);
}

/** Prints a counter on a terminal, over the one before; nothing elsewhere. */
export function progressReporter(
  stream: Pick<NodeJS.WriteStream, "isTTY" | "write">,
  total: number,
): ((result: Result) => void) | undefined {
  if (!stream.isTTY) return undefined;
  let count = 0;
  return ({ decision: { uid } }) => {
    count++;
    stream.write(`\r\u001b[K${count === total ? "" : `${count} of ${total}: ${uid}`}`);
  };
}
