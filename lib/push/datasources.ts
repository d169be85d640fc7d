import { contested, type Decision, type ResourceState, theirFields } from "./decision.ts";
import { fingerprint } from "./ownership.ts";

/** A datasource as Grafana's API has it, less what we do not define. Never its secrets: the API does not show them. */
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
  /** A provisioning file keeps it. */
  readonly readOnly?: boolean;
}

export interface DatasourceDecision extends Decision {
  readonly local: DatasourceJson;
  /** Absent where the server lacks it. */
  readonly live?: LiveDatasource;
}

/** Grafana keeps what it does not know in `jsonData`, also when somebody edits the datasource. */
const markField = "pushedByBigdataMonitoring";

/** Older marks name no project. */
const markText = /^([0-9a-f]{16})(?: of (\S+))?$/;

/** The datasource with the fingerprint of what it is, and the project that defines it. */
export const withDatasourceMark = (datasource: DatasourceJson, project: string): DatasourceJson => ({
  ...datasource,
  jsonData: { ...datasource.jsonData, [markField]: `${fingerprint(shown(datasource))} of ${project}` },
});

export interface DatasourceState extends ResourceState {
  /** Name of our project. What another one pushed is another's. */
  readonly project: string;
}

/** Compares one datasource that we define with what the server holds under its uid, and decides. */
export function planDatasource(
  local: DatasourceJson,
  live: LiveDatasource | undefined,
  stance: DatasourceState,
): DatasourceDecision {
  const about = { uid: local.uid, title: local.name, local, ...(live && { live }) };
  if (!live) return { ...about, kind: "create", reason: "the server lacks it" };
  if (live.readOnly) return { ...about, kind: "refuse", reason: "a provisioning file keeps it: change it there" };
  const [ours, theirs] = [fingerprint(shown(local)), fingerprint(shown(live))];
  const [, mark, project] = String(live.jsonData[markField] ?? "").match(markText) ?? [];
  const changes = theirFields(shown(local), shown(live));
  if (project !== undefined && project !== stance.project)
    return { ...about, ...contested(`the project "${project}" pushed it`, stance), changes };
  if (ours === theirs && mark === ours && project !== undefined)
    return { ...about, kind: "unchanged", reason: "the server has it so" };
  if (ours === theirs) return { ...about, kind: "update", reason: "the server has it, without our mark" };
  if (mark === theirs) return { ...about, kind: "update", reason: "its definition changed" };
  const changed = mark === undefined ? "somebody else made it" : "somebody changed it on the server since";
  return { ...about, ...contested(changed, stance), changes };
}

function shown({ name, type, access, url, isDefault, jsonData }: DatasourceJson): Readonly<Record<string, unknown>> {
  const settings = Object.fromEntries(Object.entries(jsonData).filter(([key]) => key !== markField));
  return { name, type, access, url, isDefault, jsonData: settings };
}
