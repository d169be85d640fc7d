import { isObject, type Json } from "../diff/json.ts";
import { classicOfV2 } from "../pull/schema-v2.ts";
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
  withoutUiDefaults,
} from "./decision.ts";

/** A dashboard as we define it. */
export interface LocalDashboard {
  readonly uid: string;
  readonly file: string;
  readonly json: DashboardJson;
  /** The same in schema v2, where that is what is written. */
  readonly spec?: Json;
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
  /** Where it is stored in schema v2: what of it classic JSON cannot say, such as its tabs. */
  readonly flattened?: readonly string[];
  /** Where it is stored in schema v2: its spec. */
  readonly spec?: Json;
  /** Why its content is not known: Grafana could not convert it. */
  readonly unreadable?: string;
  /** Whether the uid is that of a folder: until Grafana 11, folders and dashboards share their uids. */
  readonly isFolder?: boolean;
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
  /** Whether the server refuses two dashboards of one title in a folder, as Grafana does before 11.2. */
  readonly uniqueTitles?: boolean;
}

/**
 * Compares the defined dashboards with those of a server, and plans an action for each. It makes no requests: the lock of
 * each dashboard detects later changes.
 * @param live every dashboard that has one of our uids, is in our folder or carries the ownership marker
 */
export function plan(local: readonly LocalDashboard[], live: readonly LiveDashboard[], options: PlanOptions): Action[] {
  const byUid = new Map(live.map((one) => [one.uid, one]));
  const defined = new Set(local.map(({ uid }) => uid));
  const orphans = live.filter((one) => !defined.has(one.uid) && isOrphan(one, options));
  const pruned = options.prune ? orphans.map((one) => planOrphan(one, options)) : [];
  const gone = new Set(pruned.filter(({ kind }) => kind === "prune").map(({ uid }) => uid));
  const staying = options.uniqueTitles ? live.filter(({ uid }) => !defined.has(uid) && !gone.has(uid)) : [];
  return [...local.map((one) => planDefined(one, byUid.get(one.uid), staying, options)), ...pruned];
}

/** Whether our project pushed it into our folder, wherever it is now. */
function isOrphan(live: LiveDashboard, options: PlanOptions): boolean {
  const marker = ownMarker(live);
  if (!marker || otherProject(live, options)) return false;
  return live.folder === options.folder || marker.folder === options.folder;
}

/** @param staying dashboards whose titles are taken */
function planDefined(
  local: LocalDashboard,
  live: LiveDashboard | undefined,
  staying: readonly LiveDashboard[],
  options: PlanOptions,
): Action {
  const title = String(local.json.title);
  const act: Act = (kind, reason) => ({
    kind,
    uid: local.uid,
    title,
    reason,
    local,
    ...(live && { live }),
  });
  if (live?.isFolder || local.uid === options.folder)
    return act("refuse", `a folder has the uid "${local.uid}": rename ${local.file}, or give the folder another uid`);
  const sameTitle = staying.find((one) => one.folder === options.folder && one.title === title);
  if (sameTitle && live?.title !== title)
    return act("refuse", `"${sameTitle.uid}" has this title in the folder already: rename or move one of them`);
  if (!live) return act("create", "it is not on the server");
  if (live.owner !== undefined)
    return act("refuse", `${live.owner} manages it: change it there, or choose another uid for this dashboard`);
  if (live.unreadable !== undefined) return act("refuse", `what is on the server cannot be read: ${live.unreadable}`);
  const edited = changedByOthers(live, local.json);
  const isFlattened = !local.spec && live.flattened !== undefined && live.flattened.length > 0;
  if (isFlattened && edited !== undefined) return flattening(act, live, options);
  const changed = otherProject(live, options) ?? edited ?? moved(live, options);
  if (isSame(local, live) && !isFlattened && !otherProject(live, options)) return planSame(act, local, live, options);
  if (changed === undefined) return act("update", reasonOf(local, live));
  const { kind, reason } = decideConflict(changed, options);
  return { ...act(kind, reason), changes: differences(local, live) };
}

/** Whether both show the same. Where a server stores classic JSON, it shows neither tabs nor conditions. */
function isSame(local: LocalDashboard, live: LiveDashboard): boolean {
  if (local.spec && live.spec) return canonical(contentV2(live.spec)) === pushed(local);
  return (
    canonical(withoutUiDefaults(live.json, local.json)) === canonical(local.json) &&
    (!local.spec || isSaidByClassic(local.spec))
  );
}

/** The content that is written, as one text. */
const pushed = ({ json, spec }: LocalDashboard): string => canonical(spec ? contentV2(spec) : json);

/** The fingerprint of what is written. */
export const fingerprintOf = ({ json, spec }: LocalDashboard): string => fingerprint(spec ? contentV2(spec) : json);

const reasonOf = (local: LocalDashboard, live: LiveDashboard): string =>
  local.spec && !live.spec ? "it is stored in classic JSON, and is written in schema v2" : "its definition changed";

/** How the server's dashboard differs, a sentence each: in the form that both have. */
function differences(local: LocalDashboard, live: LiveDashboard): string[] {
  if (!local.spec || !live.spec) return remoteDashboardChanges(local.uid, local.json, live.json);
  const changes = remoteDashboardChanges(local.uid, comparableV2(local.spec), comparableV2(live.spec));
  return [...notDefinable(live.spec).map((what) => `has what no definition says: ${what}`), ...changes];
}

/** A board that somebody gave tabs in Grafana is overwritten only with --force. */
function flattening(act: Act, { flattened = [] }: LiveDashboard, options: PlanOptions): Action {
  const { kind, reason } = decideConflict(
    `it is stored in schema v2, and this write loses ${flattened.join("; ")}`,
    options,
  );
  return act(kind, reason);
}

type Act = (kind: ActionKind, reason: string) => Action;

/** The content is equal; the folder or the ownership marker may still differ. */
function planSame(act: Act, local: LocalDashboard, live: LiveDashboard, options: PlanOptions): Action {
  const { folder, project } = options;
  const elsewhere = moved(live, options);
  if (elsewhere !== undefined) {
    const { kind, reason } = decideConflict(elsewhere, options);
    return act(kind, reason);
  }
  if (live.folder !== folder) return act("update", `it is in the folder "${live.folder}" and moves to "${folder}"`);
  const marker = ownMarker(live);
  if (marker?.project !== project || !isStamped(marker, local, live))
    return act("update", "the content is equal, and the ownership marker is missing");
  return act("unchanged", "equal");
}

/** Whether the marker is that of the content, in the schema that it is stored in. */
const isStamped = ({ fingerprint: stamped }: OwnershipMarker, local: LocalDashboard, live: LiveDashboard): boolean =>
  stamped === (local.spec && !live.spec ? fingerprint(local.json) : fingerprintOf(local));

function planOrphan(live: LiveDashboard, options: PlanOptions): Action {
  const { uid, title } = live;
  const act: Act = (kind, reason) => ({ kind, uid, title, reason, live });
  if (live.owner !== undefined) return act("refuse", `${live.owner} manages it`);
  if (ownMarker(live)?.project === undefined) return act("keep", ofNoProject);
  const changed = changedByOthers(live) ?? moved(live, options);
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
function changedByOthers(live: LiveDashboard, defined?: DashboardJson): string | undefined {
  const marker = ownMarker(live);
  if (!marker) return "it was created by somebody else";
  const forms = [live.json, withoutUiDefaults(live.json, defined), ...(live.spec ? [contentV2(live.spec)] : [])];
  const asPushed = forms.some((json) => fingerprint(json) === marker.fingerprint);
  return asPushed ? undefined : "it was changed on the server since the last push";
}

/** The message that somebody moved it out of the folder that it was pushed to; undefined where nobody did. */
function moved(live: LiveDashboard, { folder }: PlanOptions): string | undefined {
  if (live.folder === folder || live.folder === ownMarker(live)?.folder) return undefined;
  return `it was moved to ${live.folder === "" ? "the top, outside of all folders" : `the folder "${live.folder}"`}`;
}

/** A copy of our dashboard carries its marker too, under another uid: we do not own the copy. */
function ownMarker({ uid, json }: LiveDashboard): OwnershipMarker | undefined {
  const marker = readMarker(json);
  return marker?.uid === uid ? marker : undefined;
}

// Dashboards that are pushed in schema v2: what of them says something, and what of it a person reads.

/** Fields whose values are a plugin's, or may be anything: what is empty there may say something. */
const free = new Set(["options", "custom", "legacyOptions", "value"]);

/**
 * A spec of schema v2 without what says nothing, such as `false` and empty lists: a server fills these in, or drops them, as
 * its types want.
 */
const contentV2 = (spec: Json): DashboardJson => essential(spec, "") as DashboardJson;

function essential(value: unknown, field: string): unknown {
  if (free.has(field)) return value;
  if (Array.isArray(value)) return value.map((one) => essential(one, ""));
  if (!isObject(value)) return value;
  const isQuery = value.kind === "DataQuery";
  const entries = Object.entries(value).map(([key, inner]) => [
    key,
    isQuery && key === "spec" ? inner : essential(inner, key),
  ]);
  return Object.fromEntries(entries.filter(([, inner]) => !isEmpty(inner)));
}

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === false ||
  value === "" ||
  (Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0);

/** Whether it has no tabs, conditions or the like: classic JSON says the same. */
export const isSaidByClassic = (spec: Json): boolean => classicOfV2(spec).lost.length === 0;

/** What of a spec our definitions cannot say, such as an auto grid. */
const notDefinable = (spec: Json): readonly string[] => classicOfV2(spec, true).lost;

/** The form in which two dashboards of schema v2 are compared for people: classic JSON, with tabs and conditions. */
const comparableV2 = (spec: Json): DashboardJson => classicOfV2(spec, true).board as DashboardJson;
