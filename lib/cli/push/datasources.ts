import pLimit from "p-limit";
import {
  type DatasourceDecision,
  type DatasourceJson,
  type DatasourceState,
  type LiveDatasource,
  planDatasource,
  withDatasourceMark,
} from "../../push/datasources.ts";
import { ConflictError } from "../grafana/api.ts";
import { segment } from "../http/address.ts";
import { request, type ServerAccess } from "../http/client.ts";
import { errorMessageOf } from "../http/errors.ts";
import type { Writer } from "./apply.ts";

/** Reads what the server has of these datasources, and decides about each. */
export async function planDatasources(
  access: ServerAccess,
  local: readonly DatasourceJson[],
  options: DatasourceState & { readonly concurrency: number },
): Promise<DatasourceDecision[]> {
  return pLimit(options.concurrency).map(local, async (one) =>
    planDatasource(one, await readDatasource(access, one.uid), options),
  );
}

/** Writes datasources with our mark. Secrets stay as the server has them. */
export const datasourceWriter = (access: ServerAccess, stance: DatasourceState): Writer<DatasourceDecision> => ({
  async write({ local, live }) {
    const marked = withDatasourceMark(local, stance.project);
    if (live) return updateDatasource(access, live, marked);
    return createDatasource(access, marked);
  },

  async decideAgain({ local }) {
    return planDatasource(local, await readDatasource(access, local.uid), { ...stance, force: false });
  },
});

/** The datasource with a uid, without its secrets, which the server shows to nobody. */
export async function readDatasource(access: ServerAccess, uid: string): Promise<LiveDatasource | undefined> {
  const { status, body } = await request(access, "GET", `/api/datasources/uid/${segment(uid)}`, [200, 404]);
  if (status === 404) return undefined;
  const live = body as LiveDatasource;
  return { ...live, jsonData: live.jsonData ?? {} };
}

/** @throws ConflictError if somebody else made one with its uid or name meanwhile */
export async function createDatasource(access: ServerAccess, datasource: DatasourceJson): Promise<void> {
  const { status, body } = await request(access, "POST", "/api/datasources", [200, 409], { body: datasource });
  if (status === 409) throw new ConflictError(errorMessageOf(body));
}

/** Changes what we define and nothing else. @throws ConflictError if it is not the version that was read any more */
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
