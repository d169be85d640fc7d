import pLimit from "p-limit";
import {
  type DatasourceDecision,
  type DatasourceJson,
  type DatasourcePlanOptions,
  type LiveDatasource,
  planDatasource,
  withDatasourceMarker,
} from "../../push/datasources.ts";
import { ConflictError } from "../grafana/api.ts";
import { segment } from "../http/address.ts";
import { request, type ServerAccess } from "../http/client.ts";
import { errorMessageOf } from "../http/errors.ts";
import type { Writer } from "./apply.ts";

/** Reads the datasources from the server, and plans an action for each. */
export async function planDatasources(
  access: ServerAccess,
  local: readonly DatasourceJson[],
  options: DatasourcePlanOptions & { readonly concurrency: number },
): Promise<DatasourceDecision[]> {
  return pLimit(options.concurrency).map(local, async (one) =>
    planDatasource(one, await readDatasource(access, one.uid), options),
  );
}

/** Writes datasources with the ownership marker. Secrets stay as they are on the server. */
export const datasourceWriter = (access: ServerAccess, options: DatasourcePlanOptions): Writer<DatasourceDecision> => ({
  async write({ local, live }) {
    const marked = withDatasourceMarker(local, options.project);
    if (live) return updateDatasource(access, live, marked);
    return createDatasource(access, marked);
  },

  async decideAgain({ local }) {
    return planDatasource(local, await readDatasource(access, local.uid), { ...options, force: false });
  },
});

/** The datasource with a uid, without its secrets: the API does not show them. */
export async function readDatasource(access: ServerAccess, uid: string): Promise<LiveDatasource | undefined> {
  const { status, body } = await request(access, "GET", `/api/datasources/uid/${segment(uid)}`, [200, 404]);
  if (status === 404) return undefined;
  const live = body as LiveDatasource;
  return { ...live, jsonData: live.jsonData ?? {} };
}

/** @throws ConflictError if its uid or name was taken meanwhile */
export async function createDatasource(access: ServerAccess, datasource: DatasourceJson): Promise<void> {
  const { status, body } = await request(access, "POST", "/api/datasources", [200, 409], { body: datasource });
  if (status === 409) throw new ConflictError(errorMessageOf(body));
}

/** Changes the defined fields only. @throws ConflictError if it has changed since it was read */
export async function updateDatasource(
  access: ServerAccess,
  live: LiveDatasource,
  datasource: DatasourceJson,
): Promise<void> {
  const body = { ...live, ...datasource, version: live.version };
  const path = `/api/datasources/uid/${segment(datasource.uid)}`;
  const answer = await request(access, "PUT", path, [200, 404, 409], { body });
  if (answer.status !== 200) throw new ConflictError(errorMessageOf(answer.body));
}
