import {
  type DatasourceDecision,
  type DatasourceJson,
  type DatasourceState,
  planDatasource,
  withDatasourceMark,
} from "../../push/datasources.ts";
import { createDatasource, readDatasource, updateDatasource } from "../grafana/datasources.ts";
import type { GrafanaAccess } from "../grafana/http.ts";
import { pooled } from "../grafana/pool.ts";
import type { Writer } from "./apply.ts";

/** Reads what the server has of these datasources, and decides about each. */
export async function planDatasources(
  access: GrafanaAccess,
  local: readonly DatasourceJson[],
  options: DatasourceState & { readonly concurrency: number },
): Promise<DatasourceDecision[]> {
  return pooled(local, options.concurrency, async (one) =>
    planDatasource(one, await readDatasource(access, one.uid), options),
  );
}

/** Writes datasources with our mark. Secrets stay as the server has them. */
export const datasourceWriter = (access: GrafanaAccess, stance: DatasourceState): Writer<DatasourceDecision> => ({
  async write({ local, live }) {
    const marked = withDatasourceMark(local, stance.project);
    if (live) return updateDatasource(access, live, marked);
    return createDatasource(access, marked);
  },

  async decideAgain({ local }) {
    return planDatasource(local, await readDatasource(access, local.uid), { ...stance, force: false });
  },
});
