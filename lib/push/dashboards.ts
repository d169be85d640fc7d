import {
  type ActionKind,
  type ConflictPolicy,
  canonical,
  type DashboardJson,
  type Decision,
  decideConflict,
  fingerprint,
  type OwnershipMarker,
  readMarker,
  remoteDashboardChanges,
} from "./decision.ts";

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
  /** Sent back with a write: the server refuses the write if the dashboard has changed since. */
  readonly lock: string;
  /** What else manages it, such as `file provisioning`; absent where people may edit it. */
  readonly owner?: string;
}

/** The planned action for one dashboard, with its reason. */
export interface Action extends Decision {
  /** Absent where it is no longer defined. */
  readonly local?: LocalDashboard;
  /** Absent where the server has none. */
  readonly live?: LiveDashboard;
}

export interface PlanOptions extends ConflictPolicy {
  /** Name of our project. It does not own what another project pushed. */
  readonly project: string;
  /** Uid of the folder for the dashboards. */
  readonly folder: string;
  /** Delete dashboards that our project owns and that are no longer defined. */
  readonly prune: boolean;
}

/**
 * Compares the defined dashboards with those of a server, and plans an action for each. It makes no requests: the lock of
 * each dashboard detects later changes.
 * @param live every dashboard that has one of our uids or carries the ownership marker
 */
export function plan(local: readonly LocalDashboard[], live: readonly LiveDashboard[], options: PlanOptions): Action[] {
  const byUid = new Map(live.map((one) => [one.uid, one]));
  const defined = new Set(local.map(({ uid }) => uid));
  const orphans = live.filter(
    (one) => !defined.has(one.uid) && one.folder === options.folder && ownMarker(one) && !otherProject(one, options),
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
  if (!live) return act("create", "it is not on the server");
  if (live.owner !== undefined)
    return act("refuse", `${live.owner} manages it: change it there, or give ours another uid`);
  const changed = otherProject(live, options) ?? changedByOthers(live);
  if (canonical(live.json) === canonical(local.json) && !otherProject(live, options))
    return planSame(act, local, live, options);
  if (changed === undefined) return act("update", "its definition changed");
  const { kind, reason } = decideConflict(changed, options);
  return { ...act(kind, reason), changes: remoteDashboardChanges(local.uid, local.json, live.json) };
}

type Act = (kind: ActionKind, reason: string) => Action;

/** The content is equal; the folder or the ownership marker may still differ. */
function planSame(act: Act, local: LocalDashboard, live: LiveDashboard, { folder, project }: PlanOptions): Action {
  if (live.folder !== folder) return act("update", `it is in the folder "${live.folder}" and moves to "${folder}"`);
  const marker = ownMarker(live);
  if (marker?.project !== project || marker.fingerprint !== fingerprint(local.json))
    return act("update", "the content is equal, and the ownership marker is missing");
  return act("unchanged", "equal");
}

function planOrphan(live: LiveDashboard, options: PlanOptions): Action {
  const { uid, title } = live;
  const act: Act = (kind, reason) => ({ kind, uid, title, reason, live });
  if (live.owner !== undefined) return act("refuse", `${live.owner} manages it`);
  if (ownMarker(live)?.project === undefined) return act("keep", ofNoProject);
  const changed = changedByOthers(live);
  if (changed !== undefined && !options.force)
    return act(options.keep ? "keep" : "conflict", `no longer defined, but ${changed}`);
  return act("prune", "no longer defined");
}

const ofNoProject =
  "not defined here, and its ownership marker names no project: delete it in Grafana, or push a revision that defines it";

/** The message that another project owns a dashboard; undefined where none does. */
function otherProject(live: LiveDashboard, { project }: PlanOptions): string | undefined {
  const owner = ownMarker(live)?.project;
  return owner === undefined || owner === project ? undefined : `the project "${owner}" owns it`;
}

/** How a dashboard differs from what was pushed last; undefined if it does not. */
function changedByOthers(live: LiveDashboard): string | undefined {
  const marker = ownMarker(live);
  if (!marker) return "it was created by somebody else";
  return marker.fingerprint === fingerprint(live.json) ? undefined : "it was changed on the server since the last push";
}

/** A copy of our dashboard carries its marker too, under another uid: we do not own the copy. */
function ownMarker({ uid, json }: LiveDashboard): OwnershipMarker | undefined {
  const marker = readMarker(json);
  return marker?.uid === uid ? marker : undefined;
}
