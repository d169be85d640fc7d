import { setTimeout as sleep } from "node:timers/promises";
import pLimit from "p-limit";
import { type ActionKind, type Decision, excessOf, isWrite, needsDecision } from "../../push/decision.ts";
import { ConflictError } from "../grafana/api.ts";
import { UnreachableError } from "../http/server.ts";
import { exitCodes, fitToShow, messageOf, UserError } from "../outcome.ts";

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

interface ApplyOptions {
  readonly concurrency: number;
  readonly onError: "stop" | "continue";
  /** Aborted when the user wants to stop: writes under way are finished, and no more are started. */
  readonly signal: AbortSignal;
  /** Called with each result. */
  readonly progress?: (result: Result) => void;
}

/** Writes one kind of resource. */
export interface Writer<D extends Decision> {
  /** @throws ConflictError if somebody else wrote since the plan was made; any other error means that it failed */
  write(decision: D): Promise<void>;
  /** Reads the resource again and plans again, but never with --force. */
  decideAgain(decision: D): Promise<D>;
}

type Outcome = "done" | "failed" | "not begun" | "conflict";

interface Result {
  readonly decision: Decision;
  readonly outcome: Outcome;
  readonly error?: string;
}

const rounds = 3;
/** For writes that are refused though nothing has changed. */
const mostRepeats = 5;
/** Before a write is repeated that was refused though nothing had changed. */
const pauseMilliseconds = 200;

/** Applies a plan. @returns a result for each decision that changes something */
export async function apply<D extends Decision>(
  plan: readonly D[],
  writer: Writer<D>,
  { concurrency, onError, signal, progress }: ApplyOptions,
): Promise<Result[]> {
  let stopped = false;
  return pLimit(concurrency).map(plan.filter(isWrite), async (decision) => {
    if (stopped || signal.aborted) return { decision, outcome: "not begun" };
    const { isServerDown, ...result } = await attempt(decision, writer);
    stopped ||= isServerDown === true || (result.outcome === "failed" && onError === "stop");
    progress?.(result);
    return result;
  });
}

async function attempt<D extends Decision>(
  decision: D,
  writer: Writer<D>,
): Promise<Result & { readonly isServerDown?: boolean }> {
  try {
    return await writeOrDecideAgain(decision, writer);
  } catch (error) {
    const isServerDown = error instanceof UnreachableError;
    return { decision, outcome: "failed", error: messageOf(error), ...(isServerDown && { isServerDown }) };
  }
}

/** Writes once; after a conflict, reads the resource again and plans again. */
async function writeOrDecideAgain<D extends Decision>(decision: D, writer: Writer<D>): Promise<Result> {
  let current = decision;
  let repeats = 0;
  for (let round = 1; round <= rounds; ) {
    try {
      await writer.write(current);
      return { decision: current, outcome: "done" };
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      const before = lockOf(current);
      current = await writer.decideAgain(current);
      if (current.kind === "unchanged") return { decision: current, outcome: "done" };
      if (!isWrite(current)) return { decision: current, outcome: "conflict", error: current.reason };
      // SQLite: Grafana repeats its own locked transaction with the raised version, and refuses that. Nothing changed.
      const isSame = before !== undefined && lockOf(current) === before && repeats < mostRepeats;
      if (isSame) await sleep(pauseMilliseconds * ++repeats);
      else round++;
    }
  }
  return { decision: current, outcome: "conflict", error: `somebody else wrote first, ${rounds} times` };
}

function lockOf(decision: Decision & { readonly live?: { readonly lock?: string } }): string | undefined {
  return decision.live?.lock;
}

/** The plan for one kind of resource on one server. */
export interface Job {
  /** Such as `Grafana 13.2.1, dashboard.grafana.app/v0alpha1`. */
  readonly server: string;
  readonly decisions: readonly Decision[];
  /** How many of these resources are defined. */
  readonly defined: number;
  readonly apply: (options: ApplyOptions) => Promise<Result[]>;
}

export const jobOf = <D extends Decision>(
  server: string,
  defined: number,
  decisions: readonly D[],
  writer: Writer<D>,
): Job => ({
  server,
  defined,
  decisions,
  apply: (options) => apply(decisions, writer, options),
});
