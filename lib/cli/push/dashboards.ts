import { type Action, type PlanOptions, plan } from "../../push/dashboards.ts";
import { fingerprint, withMark } from "../../push/ownership.ts";
import type { GrafanaApi } from "../grafana/api.ts";
import type { Writer } from "./apply.ts";

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
