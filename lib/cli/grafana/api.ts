import type { LiveDashboard } from "../../push/dashboards.ts";
import type { DashboardJson } from "../../push/ownership.ts";

/** What `push` needs of a Grafana, whichever generation of its API answers. */
export interface GrafanaApi {
  /** For people: `Grafana 13.2.1, dashboard.grafana.app/v0alpha1`. */
  readonly description: string;
  /** The dashboards with these uids, and all that carry the tag. Those that are not there are left out. */
  readDashboards(uids: readonly string[], tag: string): Promise<LiveDashboard[]>;
  /** One dashboard as it is now; undefined if it is not there. */
  readDashboard(uid: string): Promise<LiveDashboard | undefined>;
  /** Makes sure of a folder. @returns whether it had to be made */
  ensureFolder(uid: string, title: string): Promise<boolean>;
  /** @throws ConflictError if somebody else made it meanwhile */
  create(json: DashboardJson, folder: string, message: string): Promise<void>;
  /** @throws ConflictError if it is not what `lock` stands for any more */
  update(json: DashboardJson, folder: string, message: string, lock: string): Promise<void>;
  /** @throws ConflictError if it is not what `lock` stands for any more */
  remove(uid: string, lock: string): Promise<void>;
}

/** Somebody else wrote first; nothing was written by us. */
export class ConflictError extends Error {}
