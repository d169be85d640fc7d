import { datasourceJson } from "../../emit/datasources.ts";
import { dashboardTag } from "../../emit/grafana/compile.ts";
import { composeTarget } from "../../emit/target.ts";
import type { Model } from "../../model/model.ts";
import { type Action, type LocalDashboard, type PlanOptions, plan } from "../../push/dashboards.ts";
import { type DashboardJson, fingerprint, withMark } from "../../push/ownership.ts";
import type { GrafanaApi } from "../grafana/api.ts";
import { connect } from "../grafana/connect.ts";
import type { ServerAccess } from "../http/client.ts";
import { type Job, jobOf, type Writer } from "./apply.ts";
import { datasourceWriter, planDatasources } from "./datasources.ts";

export interface DashboardOptions extends PlanOptions {
  /** Of the folder, where it has to be made. */
  readonly folderTitle: string;
  /** Note for the dashboards' history. */
  readonly message: string;
}

/** Writes dashboards with our mark, into their folder. */
export function dashboardWriter(api: GrafanaApi, options: DashboardOptions): Writer<Action> {
  const { project } = options;
  let folder: Promise<boolean> | undefined;
  return {
    async write({ kind, uid, local, live }) {
      if (kind === "prune") return api.remove(uid, live?.lock ?? "");
      if (!local) return;
      folder ??= api.ensureFolder(options.folder, options.folderTitle);
      await folder;
      const mark = { uid, source: local.file, project, fingerprint: fingerprint(local.json) };
      const json = withMark(local.json, mark);
      if (live) return api.update(json, options.folder, options.message, live.lock);
      return api.create(json, options.folder, options.message);
    },

    async decideAgain({ uid, local, title }) {
      const live = await api.readDashboard(uid);
      const [again] = plan(local ? [local] : [], live ? [live] : [], { ...options, force: false });
      return again ?? { kind: "unchanged", uid, title, reason: "it is gone, or not ours any more" };
    },
  };
}

export interface GrafanaJobOptions extends DashboardOptions {
  readonly concurrency: number;
  /** Bring the datasources too. */
  readonly datasources: boolean;
}

/** What a Grafana needs: its datasources, where asked for, before the dashboards that use them. */
export async function grafanaJobs(access: ServerAccess, model: Model, options: GrafanaJobOptions): Promise<Job[]> {
  const dashboards = await dashboardsJob(access, localDashboards(model), options);
  return options.datasources ? [await datasourcesJob(access, model, options), dashboards] : [dashboards];
}

/** Reads everything first, then decides. */
export async function dashboardsJob(
  access: ServerAccess,
  local: readonly LocalDashboard[],
  options: GrafanaJobOptions,
): Promise<Job> {
  const api = await connect(access, options.concurrency);
  const uids = local.map(({ uid }) => uid);
  const decisions = plan(local, await api.readDashboards(uids, dashboardTag), options);
  return jobOf(api.description, local.length, decisions, dashboardWriter(api, options));
}

async function datasourcesJob(access: ServerAccess, model: Model, options: GrafanaJobOptions): Promise<Job> {
  const target = composeTarget(model);
  const local = model.datasources.map((datasource) => datasourceJson(datasource, target));
  const decisions = await planDatasources(access, local, options);
  return jobOf("datasources", local.length, decisions, datasourceWriter(access, options));
}

const localDashboards = ({ dashboards }: Model): LocalDashboard[] =>
  dashboards.map(({ name, file, json }) => ({ uid: name, file, json: json as unknown as DashboardJson }));
