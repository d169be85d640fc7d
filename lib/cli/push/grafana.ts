import { datasourceJson } from "../../emit/datasources.ts";
import { dashboardTag } from "../../emit/grafana/compile.ts";
import { composeTarget } from "../../emit/target.ts";
import type { Model } from "../../model/model.ts";
import { type LocalDashboard, plan } from "../../push/dashboards.ts";
import type { DashboardJson } from "../../push/ownership.ts";
import { connect } from "../grafana/connect.ts";
import type { GrafanaAccess } from "../grafana/http.ts";
import { type DashboardOptions, dashboardWriter } from "./dashboards.ts";
import { datasourceWriter, planDatasources } from "./datasources.ts";
import { type Job, jobOf } from "./job.ts";

export interface GrafanaJobOptions extends DashboardOptions {
  readonly concurrency: number;
  /** Bring the datasources too. */
  readonly datasources: boolean;
}

/** What a Grafana needs: its datasources, where asked for, before the dashboards that use them. */
export async function grafanaJobs(access: GrafanaAccess, model: Model, options: GrafanaJobOptions): Promise<Job[]> {
  const dashboards = await dashboardsJob(access, localDashboards(model), options);
  return options.datasources ? [await datasourcesJob(access, model, options), dashboards] : [dashboards];
}

/** Reads everything first, then decides. */
export async function dashboardsJob(
  access: GrafanaAccess,
  local: readonly LocalDashboard[],
  options: GrafanaJobOptions,
): Promise<Job> {
  const api = await connect(access, options.concurrency);
  const uids = local.map(({ uid }) => uid);
  const decisions = plan(local, await api.readDashboards(uids, dashboardTag), options);
  return jobOf(api.description, local.length, decisions, dashboardWriter(api, options));
}

async function datasourcesJob(access: GrafanaAccess, model: Model, options: GrafanaJobOptions): Promise<Job> {
  const target = composeTarget(model);
  const local = model.datasources.map((datasource) => datasourceJson(datasource, target));
  const decisions = await planDatasources(access, local, options);
  return jobOf("datasources", local.length, decisions, datasourceWriter(access, options));
}

const localDashboards = ({ dashboards }: Model): LocalDashboard[] =>
  dashboards.map(({ name, file, json }) => ({ uid: name, file, json: json as unknown as DashboardJson }));
