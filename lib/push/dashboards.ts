import { type ActionKind, contested, type Decision, type ResourceState, theirDashboard } from "./decision.ts";
import { canonical, type DashboardJson, fingerprint, type Mark, readMark } from "./ownership.ts";

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

/** What is to be done with one dashboard, and why. */
export interface Action extends Decision {
  /** Absent for what we no longer define. */
  readonly local?: LocalDashboard;
  /** Absent for what the server lacks. */
  readonly live?: LiveDashboard;
}

export interface PlanOptions extends ResourceState {
  /** Name of our project. What another one pushed is another's. */
  readonly project: string;
  /** Uid of the folder that dashboards belong in. */
  readonly folder: string;
  /** Delete what carries our project's mark, lies in the folder and is no longer defined. */
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
  const orphans = live.filter(
    (one) => !defined.has(one.uid) && one.folder === options.folder && ownMark(one) && !anothers(one, options),
  );
  return [
    ...local.map((one) => planDefined(one, byUid.get(one.uid), options)),
    ...(options.prune ? orphans.map((one) => planOrphan(one, options)) : []),
  ];
}

function planDefined(local: LocalDashboard, live: LiveDashboard | undefined, options: PlanOptions): Action {
  const title = String(local.json.title);
  const act: Act = (kind, reason) => ({
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
  const changed = anothers(live, options) ?? changedByOthers(live);
  if (canonical(live.json) === canonical(local.json) && !anothers(live, options))
    return planSame(act, local, live, options);
  if (changed === undefined) return act("update", "its definition changed");
  const { kind, reason } = contested(changed, options);
  return { ...act(kind, reason), changes: theirDashboard(local.uid, local.json, live.json) };
}

type Act = (kind: ActionKind, reason: string) => Action;

/** What the server shows already may still lie elsewhere, or lack the mark that says so. */
function planSame(act: Act, local: LocalDashboard, live: LiveDashboard, { folder, project }: PlanOptions): Action {
  if (live.folder !== folder) return act("update", `it lies in the folder "${live.folder}" and moves to "${folder}"`);
  const mark = ownMark(live);
  if (mark?.project !== project || mark.fingerprint !== fingerprint(local.json))
    return act("update", "the server has it, without our mark");
  return act("unchanged", "the server has it so");
}

function planOrphan(live: LiveDashboard, options: PlanOptions): Action {
  const { uid, title } = live;
  const act: Act = (kind, reason) => ({ kind, uid, title, reason, live });
  if (live.keeper !== undefined) return act("refuse", `${live.keeper} keeps it`);
  if (ownMark(live)?.project === undefined) return act("keep", ofNoProject);
  const changed = changedByOthers(live);
  if (changed !== undefined && !options.force)
    return act(options.keep ? "keep" : "conflict", `no longer defined, but ${changed}`);
  return act("prune", "no longer defined");
}

const ofNoProject =
  "not defined here, and its mark names no project: delete it in Grafana, or push a revision once more that defines it";

/** Says that another project pushed a dashboard; undefined where none did. */
function anothers(live: LiveDashboard, { project }: PlanOptions): string | undefined {
  const theirs = ownMark(live)?.project;
  return theirs === undefined || theirs === project ? undefined : `the project "${theirs}" pushed it`;
}

/** Why a dashboard is not as we left it, or undefined if it is. */
function changedByOthers(live: LiveDashboard): string | undefined {
  const mark = ownMark(live);
  if (!mark) return "somebody else made it";
  return mark.fingerprint === fingerprint(live.json) ? undefined : "somebody changed it on the server since";
}

/** A copy that somebody made of ours is theirs, though it carries our mark. */
function ownMark({ uid, json }: LiveDashboard): Mark | undefined {
  const mark = readMark(json);
  return mark?.uid === uid ? mark : undefined;
}
