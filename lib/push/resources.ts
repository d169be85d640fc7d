import type { Json } from "../diff/json.ts";
import { ruleChanges } from "../diff/rules.ts";
import { type RuleGroupFacts, ruleGroupOf } from "../diff/snapshot.ts";
import { type ConflictPolicy, type Decision, decideConflict, fingerprint, remoteFieldChanges } from "./decision.ts";

/** A datasource as Grafana's API has it, without what we do not define. The API never shows its secrets. */
export interface DatasourceJson {
  readonly uid: string;
  readonly name: string;
  readonly type: string;
  readonly access: string;
  readonly url: string;
  readonly isDefault: boolean;
  readonly jsonData: Readonly<Record<string, unknown>>;
}

export interface LiveDatasource extends DatasourceJson {
  readonly version: number;
  /** A provisioning file manages it. */
  readonly readOnly?: boolean;
}

export interface DatasourceDecision extends Decision {
  readonly local: DatasourceJson;
  /** Absent where the server has none. */
  readonly live?: LiveDatasource;
}

/** Grafana keeps unknown fields of `jsonData`, also when somebody edits the datasource. */
const markerField = "pushedByBigdataMonitoring";

/** Older markers name no project. */
const markerText = /^([0-9a-f]{16})(?: of (\S+))?$/;

/** The datasource with its fingerprint and the project that owns it. */
export const withDatasourceMarker = (datasource: DatasourceJson, project: string): DatasourceJson => ({
  ...datasource,
  jsonData: { ...datasource.jsonData, [markerField]: `${fingerprint(shown(datasource))} of ${project}` },
});

export interface DatasourcePlanOptions extends ConflictPolicy {
  /** Name of our project. It does not own what another project pushed. */
  readonly project: string;
  /** The uids of the server's datasources by their names, which are unique. */
  readonly taken?: ReadonlyMap<string, string>;
}

/** Compares a defined datasource with the one that the server has under its uid, and plans an action. */
export function planDatasource(
  local: DatasourceJson,
  live: LiveDatasource | undefined,
  options: DatasourcePlanOptions,
): DatasourceDecision {
  const about = { uid: local.uid, title: local.name, local, ...(live && { live }) };
  const namesake = options.taken?.get(local.name);
  if (namesake !== undefined && namesake !== local.uid)
    return {
      ...about,
      kind: "refuse",
      reason: `"${namesake}" has the name "${local.name}" already: rename one of them`,
    };
  if (!live) return { ...about, kind: "create", reason: "it is not on the server" };
  if (live.readOnly) return { ...about, kind: "refuse", reason: "a provisioning file manages it: change it there" };
  const further = Object.keys(local).filter((field) => !(field in notCompared));
  const [ours, remote] = [fingerprint(shown(local)), fingerprint(shown(live, further))];
  const [, marker, project] = String(live.jsonData[markerField] ?? "").match(markerText) ?? [];
  const changes = remoteFieldChanges(shown(local), shown(live, further));
  if (project !== undefined && project !== options.project)
    return { ...about, ...decideConflict(`the project "${project}" owns it`, options), changes };
  if (ours === remote && marker === ours && project !== undefined)
    return { ...about, kind: "unchanged", reason: "equal" };
  if (ours === remote)
    return { ...about, kind: "update", reason: "the content is equal, and the ownership marker is missing" };
  if (marker === remote) return { ...about, kind: "update", reason: "its definition changed" };
  const changed =
    marker === undefined ? "it was created by somebody else" : "it was changed on the server since the last push";
  return { ...about, ...decideConflict(changed, options), changes };
}

/** Fields that are compared by themselves, or not at all. */
const notCompared = { uid: true, name: true, type: true, access: true, url: true, isDefault: true, jsonData: true };

/** The compared fields. @param further names of more fields: those that the definition has in `raw`, such as `user` */
function shown(
  datasource: DatasourceJson,
  further: readonly string[] = Object.keys(datasource).filter((field) => !(field in notCompared)),
): Readonly<Record<string, unknown>> {
  const { name, type, access, url, isDefault, jsonData } = datasource;
  const settings = Object.fromEntries(Object.entries(jsonData).filter(([key]) => key !== markerField));
  const more = Object.fromEntries(further.map((field) => [field, (datasource as unknown as Json)[field]]));
  return { name, type, access, url, isDefault, jsonData: settings, ...more };
}

/** A rule group as rule files and rulers have it. */
export type RuleGroupJson = Json & { readonly name: string };

export interface RuleDecision extends Decision {
  /** Absent where it is no longer defined. */
  readonly local?: RuleGroupJson;
}

/**
 * Compares the defined rule groups with those of a ruler's namespace, and plans an action for each. We own the whole
 * namespace: a rule group has no place for an ownership marker, so a group that differs is updated and reported.
 * @param prune delete groups of the namespace that are no longer defined
 */
export function planRules(
  local: readonly RuleGroupJson[],
  live: readonly RuleGroupJson[],
  { prune }: { readonly prune: boolean },
): RuleDecision[] {
  const held = new Map(live.map((group) => [group.name, group]));
  const defined = new Set(local.map(({ name }) => name));
  const orphans = prune ? live.filter(({ name }) => !defined.has(name)) : [];
  return [
    ...local.map((group) => planGroup(group, held.get(group.name))),
    ...orphans.map(
      ({ name }): RuleDecision => ({ kind: "prune", uid: name, title: name, reason: "no longer defined" }),
    ),
  ];
}

function planGroup(local: RuleGroupJson, live: RuleGroupJson | undefined): RuleDecision {
  const about = { uid: local.name, title: local.name, local };
  if (!live) return { ...about, kind: "create", reason: "it is not on the ruler" };
  const changes = changesOf(ruleGroupOf(live), ruleGroupOf(local));
  if (changes.length === 0) return { ...about, kind: "unchanged", reason: "equal" };
  return { ...about, kind: "update", reason: changes.join("; ") };
}

const changesOf = (before: RuleGroupFacts, after: RuleGroupFacts): string[] =>
  ruleChanges({ rules: [before] }, { rules: [after] }).map(({ subject, sentence }) => `${subject} ${sentence}`);
