import { canonical, type DashboardJson, fingerprint } from "./canonical.ts";
import { readMark } from "./mark.ts";

/** A dashboard as we define it. */
export interface LocalDashboard {
  readonly uid: string;
  readonly file: string;
  readonly json: DashboardJson;
}

/** A dashboard as a server holds it. */
export interface LiveDashboard {
  readonly uid: string;
  readonly title: string;
  readonly json: DashboardJson;
  readonly folder: string;
  /** What the server wants back with a write, so that it refuses one that comes too late. */
  readonly lock: string;
  /** Who else keeps it, such as `file provisioning`; absent where people may write. */
  readonly keeper?: string;
}

export type ActionKind = "create" | "update" | "unchanged" | "conflict" | "keep" | "refuse" | "prune";

/** What is to be done with one dashboard, and why. */
export interface Action {
  readonly kind: ActionKind;
  readonly uid: string;
  readonly title: string;
  readonly reason: string;
  /** Absent for what we no longer define. */
  readonly local?: LocalDashboard;
  /** Absent for what the server lacks. */
  readonly live?: LiveDashboard;
}

export interface PlanOptions {
  /** Uid of the folder that dashboards belong in. */
  readonly folder: string;
  /** Overwrite what others changed. */
  readonly force: boolean;
  /** Leave what others changed, and call it no conflict. */
  readonly keep: boolean;
  /** Delete what carries our mark and is no longer defined. */
  readonly prune: boolean;
}

/**
 * Compares what we define with what a server holds, and decides. Pure: the server's word is not asked again until
 * something is written, and then with its lock.
 * @param live every dashboard that has one of our uids or carries our mark
 */
export function plan(local: readonly LocalDashboard[], live: readonly LiveDashboard[], options: PlanOptions): Action[] {
  const byUid = new Map(live.map((one) => [one.uid, one]));
  const defined = new Set(local.map(({ uid }) => uid));
  const orphans = live.filter(({ uid, json }) => !defined.has(uid) && readMark(json));
  return [
    ...local.map((one) => planDefined(one, byUid.get(one.uid), options)),
    ...(options.prune ? orphans.map((one) => planOrphan(one, options)) : []),
  ];
}

function planDefined(local: LocalDashboard, live: LiveDashboard | undefined, options: PlanOptions): Action {
  const title = String(local.json.title);
  const act = (kind: ActionKind, reason: string): Action => ({
    kind,
    uid: local.uid,
    title,
    reason,
    local,
    ...(live && { live }),
  });
  if (!live) return act("create", "the server lacks it");
  if (live.keeper !== undefined)
    return act("refuse", `${live.keeper} keeps it: change it there, or give ours another uid`);
  const sameContent = canonical(live.json) === canonical(local.json);
  if (sameContent && readMark(live.json) && live.folder === options.folder)
    return act("unchanged", "the server has it so");
  const changed = changedByOthers(live);
  if (changed !== undefined && !sameContent) return contested(act, changed, options);
  return act("update", live.folder === options.folder ? "its definition changed" : "it moves to its folder");
}

function planOrphan(live: LiveDashboard, options: PlanOptions): Action {
  const { uid, title } = live;
  const act = (kind: ActionKind, reason: string): Action => ({ kind, uid, title, reason, live });
  if (live.keeper !== undefined) return act("refuse", `${live.keeper} keeps it`);
  const changed = changedByOthers(live);
  if (changed !== undefined && !options.force)
    return act(options.keep ? "keep" : "conflict", `no longer defined, but ${changed}`);
  return act("prune", "no longer defined");
}

/** Why a dashboard is not as we left it, or undefined if it is. */
function changedByOthers({ json }: LiveDashboard): string | undefined {
  const mark = readMark(json);
  if (!mark) return "somebody else made it";
  return mark.fingerprint === fingerprint(json) ? undefined : "somebody changed it on the server since";
}

function contested(act: (kind: ActionKind, reason: string) => Action, changed: string, options: PlanOptions): Action {
  if (options.force) return act("update", `${changed}; overwritten by --force`);
  if (options.keep) return act("keep", changed);
  return act("conflict", `${changed}: see --force and --keep`);
}
