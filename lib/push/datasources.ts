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

type Json = Readonly<Record<string, unknown>>;
