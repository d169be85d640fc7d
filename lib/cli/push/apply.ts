import pLimit from "p-limit";
import { type Decision, isWrite } from "../../push/decision.ts";
import { ConflictError } from "../grafana/api.ts";

export interface ApplyOptions {
  readonly concurrency: number;
  readonly onError: "stop" | "continue";
  /** Set when the user wants to stop: what is under way is finished, and nothing is begun. */
  readonly signal: AbortSignal;
  /** Told each result as it comes. */
  readonly progress?: (result: Result) => void;
}

/** How one kind of thing is written. */
export interface Writer<D extends Decision> {
  /** @throws ConflictError if somebody else wrote since the plan was made; any other error means that it failed */
  write(decision: D): Promise<void>;
  /** Looks again and decides anew, but never by force. */
  decideAgain(decision: D): Promise<D>;
}

export type Outcome = "done" | "failed" | "not begun" | "conflict";

export interface Result {
  readonly decision: Decision;
  readonly outcome: Outcome;
  readonly error?: string;
}

const rounds = 3;

/** Carries a plan out. Decisions that change nothing are passed over. @returns one result for each that does */
export async function apply<D extends Decision>(
  plan: readonly D[],
  writer: Writer<D>,
  { concurrency, onError, signal, progress }: ApplyOptions,
): Promise<Result[]> {
  let stopped = false;
  return pLimit(concurrency).map(plan.filter(isWrite), async (decision) => {
    if (stopped || signal.aborted) return { decision, outcome: "not begun" };
    const result = await attempt(decision, writer);
    stopped ||= result.outcome === "failed" && onError === "stop";
    progress?.(result);
    return result;
  });
}

async function attempt<D extends Decision>(decision: D, writer: Writer<D>): Promise<Result> {
  try {
    return await writeOrDecideAgain(decision, writer);
  } catch (error) {
    return { decision, outcome: "failed", error: (error as Error).message };
  }
}

/** Writes once; if somebody else was first, looks again and decides anew. */
async function writeOrDecideAgain<D extends Decision>(decision: D, writer: Writer<D>): Promise<Result> {
  let current = decision;
  for (let round = 1; round <= rounds; round++) {
    try {
      await writer.write(current);
      return { decision: current, outcome: "done" };
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      current = await writer.decideAgain(current);
      if (current.kind === "unchanged") return { decision: current, outcome: "done" };
      if (!isWrite(current)) return { decision: current, outcome: "conflict", error: current.reason };
    }
  }
  return { decision: current, outcome: "conflict", error: `somebody else wrote first, ${rounds} times` };
}

/** One kind of thing on one server: what is planned for it, and how that is carried out. */
export interface Job {
  /** Such as `Grafana 13.2.1, dashboard.grafana.app/v0alpha1`. */
  readonly server: string;
  readonly decisions: readonly Decision[];
  /** How many of these things we define. */
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
