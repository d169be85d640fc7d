import { datasourceJson } from "../../emit/datasources.ts";
import { composeTarget } from "../../emit/emit.ts";
import { defaultSettings } from "../../model/config.ts";
import type { Model } from "../../model/model.ts";
import { type Action, type LocalDashboard, type PlanOptions, plan } from "../../push/dashboards.ts";
import { type DashboardJson, fingerprint, withMarker } from "../../push/decision.ts";
import type { GrafanaApi } from "../grafana/api.ts";
import { connect } from "../grafana/connect.ts";
import type { ServerAccess } from "../http/client.ts";
import { type Job, jobOf, type Writer } from "./apply.ts";
import { datasourceWriter, planDatasources } from "./datasources.ts";

export interface DashboardOptions extends PlanOptions {
  /** Title of the folder, where it has to be created. */
  readonly folderTitle: string;
  /** Message in the dashboards' history. */
  readonly message: string;
}

/** Writes dashboards with the ownership marker, into their folder. */
export function dashboardWriter(api: GrafanaApi, options: DashboardOptions): Writer<Action> {
  const { project } = options;
  let folder: Promise<boolean> | undefined;
  return {
    async write({ kind, uid, local, live }) {
      if (kind === "prune") return api.remove(uid, live?.lock ?? "");
      if (!local) return;
      folder ??= api.ensureFolder(options.folder, options.folderTitle);
      await folder;
      const marker = { uid, source: local.file, project, fingerprint: fingerprint(local.json) };
      const json = withMarker(local.json, marker);
      if (live) return api.update(json, options.folder, options.message, live.lock);
      return api.create(json, options.folder, options.message);
    },

    async decideAgain({ uid, local, title }) {
      const live = await api.readDashboard(uid);
      const [again] = plan(local ? [local] : [], live ? [live] : [], { ...options, force: false });
      return again ?? { kind: "unchanged", uid, title, reason: "it was deleted, or we no longer own it" };
    },
  };
}

export interface GrafanaJobOptions extends DashboardOptions {
  readonly concurrency: number;
  /** Push the datasources too. */
  readonly datasources: boolean;
  /** Tag of the project's dashboards. Defaults to that of a project without a configuration. */
  readonly tag?: string;
}

/** The jobs for a Grafana: its datasources, where wanted, before the dashboards that use them. */
export async function grafanaJobs(access: ServerAccess, model: Model, options: GrafanaJobOptions): Promise<Job[]> {
  const { tag } = model.settings.grafana;
  const dashboards = await dashboardsJob(access, localDashboards(model), { ...options, tag });
  return options.datasources ? [await datasourcesJob(access, model, options), dashboards] : [dashboards];
}

/** Reads all dashboards, then plans. */
export async function dashboardsJob(
  access: ServerAccess,
  local: readonly LocalDashboard[],
  options: GrafanaJobOptions,
): Promise<Job> {
  const api = await connect(access, options.concurrency);
  const uids = local.map(({ uid }) => uid);
  const decisions = plan(local, await api.readDashboards(uids, options.tag ?? defaultSettings.grafana.tag), options);
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
