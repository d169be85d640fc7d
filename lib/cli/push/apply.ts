import { setTimeout as sleep } from "node:timers/promises";
import pLimit from "p-limit";
import { type Decision, isWrite } from "../../push/decision.ts";
import { ConflictError } from "../grafana/api.ts";
import { UnreachableError } from "../http/errors.ts";
import { messageOf } from "../outcome.ts";

export interface ApplyOptions {
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

export interface Result {
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
