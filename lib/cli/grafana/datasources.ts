import type { DatasourceJson, LiveDatasource } from "../../push/datasources.ts";
import { segment } from "../api/segment.ts";
import { ConflictError } from "./api.ts";
import { ask, type GrafanaAccess } from "./http.ts";
import { messageOf } from "./refusal.ts";

/** The datasource with a uid, without its secrets, which the server shows to nobody. */
export async function readDatasource(access: GrafanaAccess, uid: string): Promise<LiveDatasource | undefined> {
  const { status, body } = await ask(access, "GET", `/api/datasources/uid/${segment(uid)}`, [200, 404]);
  if (status === 404) return undefined;
  const live = body as LiveDatasource;
  return { ...live, jsonData: live.jsonData ?? {} };
}

/** @throws ConflictError if somebody else made one with its uid or name meanwhile */
export async function createDatasource(access: GrafanaAccess, datasource: DatasourceJson): Promise<void> {
  const { status, body } = await ask(access, "POST", "/api/datasources", [200, 409], { body: datasource });
  if (status === 409) throw new ConflictError(messageOf(body));
}

/** Changes what we define and nothing else. @throws ConflictError if it is not the version that was read any more */
export async function updateDatasource(
  access: GrafanaAccess,
  live: LiveDatasource,
  datasource: DatasourceJson,
): Promise<void> {
  const body = { ...live, ...datasource, version: live.version };
  const path = `/api/datasources/uid/${segment(datasource.uid)}`;
  const answer = await ask(access, "PUT", path, [200, 404, 409], { body });
  if (answer.status !== 200) throw new ConflictError(messageOf(answer.body));
}
