import type { LiveDashboard } from "../../push/dashboards.ts";
import type { DashboardJson } from "../../push/decision.ts";

/** The requests that `push` sends to Grafana, in either generation of its API. */
export interface GrafanaApi {
  /** For people: `Grafana 13.2.1, dashboard.grafana.app/v0alpha1`. */
  readonly description: string;
  /** The dashboards with these uids, and all that carry the tag. Those that do not exist are left out. */
  readDashboards(uids: readonly string[], tag: string): Promise<LiveDashboard[]>;
  /** One dashboard as it is now; undefined if it does not exist. */
  readDashboard(uid: string): Promise<LiveDashboard | undefined>;
  /** Creates a folder unless it exists. @returns whether it was created */
  ensureFolder(uid: string, title: string): Promise<boolean>;
  /** @throws ConflictError if it was created meanwhile */
  create(json: DashboardJson, folder: string, message: string): Promise<void>;
  /** @throws ConflictError if it has changed since `lock` was read */
  update(json: DashboardJson, folder: string, message: string, lock: string): Promise<void>;
  /** @throws ConflictError if it has changed since `lock` was read */
  remove(uid: string, lock: string): Promise<void>;
}

/** Another write came first; ours was refused. */
export class ConflictError extends Error {}
