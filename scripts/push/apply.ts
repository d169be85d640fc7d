import { fingerprint } from "../../lib/push/canonical.ts";
import { withMark } from "../../lib/push/mark.ts";
import { type Action, type LocalDashboard, type PlanOptions, plan } from "../../lib/push/plan.ts";
import { type GrafanaApi, LostRace } from "../grafana/api.ts";
import { pooled } from "../grafana/pool.ts";

export interface ApplyOptions extends PlanOptions {
  readonly message: string;
  readonly concurrency: number;
  readonly onError: "stop" | "continue";
  /** Set when the user wants to stop: what is under way is finished, and nothing is begun. */
  readonly signal: AbortSignal;
  /** The tag by which our dashboards are found. */
  readonly tag: string;
}

export type Outcome = "done" | "failed" | "not begun" | "conflict";

export interface Result {
  readonly action: Action;
  readonly outcome: Outcome;
  readonly error?: string;
}

const writes: readonly Action["kind"][] = ["create", "update", "prune"];
const rounds = 3;

/** Whether an action changes something on the server. */
export const isWrite = ({ kind }: Action): boolean => writes.includes(kind);

/** Carries a plan out. Actions that change nothing are passed over. @returns one result for each that does */
export async function apply(api: GrafanaApi, actions: readonly Action[], options: ApplyOptions): Promise<Result[]> {
  let stopped = false;
  return pooled(actions.filter(isWrite), options.concurrency, async (action) => {
    if (stopped || options.signal.aborted) return { action, outcome: "not begun" };
    const result = await attempt(api, action, options);
    stopped ||= result.outcome === "failed" && options.onError === "stop";
    return result;
  });
}

/** Writes once; if somebody else was first, looks again and decides anew, but never by force. */
async function attempt(api: GrafanaApi, action: Action, options: ApplyOptions): Promise<Result> {
  let current = action;
  for (let round = 1; round <= rounds; round++) {
    try {
      await perform(api, current, options);
      return { action: current, outcome: "done" };
    } catch (error) {
      if (!(error instanceof LostRace)) return { action: current, outcome: "failed", error: (error as Error).message };
      current = await planAgain(api, current, options);
      if (current.kind === "unchanged") return { action: current, outcome: "done" };
      if (!isWrite(current)) return { action: current, outcome: "conflict", error: current.reason };
    }
  }
  return { action: current, outcome: "conflict", error: `somebody else wrote first, ${rounds} times` };
}

async function perform(api: GrafanaApi, { kind, uid, local, live }: Action, options: ApplyOptions): Promise<void> {
  if (kind === "prune") return api.remove(uid, live?.lock ?? "");
  if (!local) return;
  const json = withMark(local.json, { source: local.file, fingerprint: fingerprint(local.json) });
  if (live) return api.update(json, options.folder, options.message, live.lock);
  return api.create(json, options.folder, options.message);
}

async function planAgain(api: GrafanaApi, { uid, local, title }: Action, options: ApplyOptions): Promise<Action> {
  const live = (await api.readDashboards([uid], options.tag)).filter((one) => one.uid === uid);
  const defined: LocalDashboard[] = local ? [local] : [];
  const [again] = plan(defined, live, { ...options, force: false });
  return again ?? { kind: "unchanged", uid, title, reason: "it is gone already" };
}
