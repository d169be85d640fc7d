import type { Json } from "../../../lib/diff/json.ts";
import { classicOfV2 } from "../../../lib/pull/schema-v2.ts";
import type { DashboardJson } from "../../../lib/push/decision.ts";

export interface Stored {
  /** Never given twice. */
  id: number;
  /** Classic JSON; of a dashboard that is stored in schema v2, as a server converts it. */
  json: DashboardJson;
  /** Where it is stored in schema v2. */
  v2?: { readonly version: string; readonly spec: Json };
  /** Of this dashboard, from 1. */
  version: number;
  /** Of all that is stored: never given twice. */
  resourceVersion: number;
  folder: string;
  /** Who keeps it, in the words of `grafana.app/managedBy`. */
  owner?: string;
}

export interface StoredDatasource {
  readonly uid: string;
  readonly name: string;
  readonly version: number;
  /** A provisioning file keeps it. */
  readonly readOnly?: boolean;
  readonly jsonData: Readonly<Record<string, unknown>>;
  /** Never shown. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** What a Grafana holds. Both generations of its API look at the same dashboards. */
export class Store {
  readonly dashboards = new Map<string, Stored>();
  readonly folders = new Map<string, string>();
  readonly datasources = new Map<string, StoredDatasource>();
  /** That the token belongs to. */
  organization = { id: 1, name: "Main Org." };
  private written = 0;
  /** The most dashboards that a list holds; small, so that a few already take several pages. */
  pageSize = 3;
  /** Of the organization that the token belongs to, in the words of `/apis`. */
  namespace = "default";

  put(json: DashboardJson, folder: string, v2?: Stored["v2"]): Stored {
    const uid = String(json.uid);
    const before = this.dashboards.get(uid);
    const version = (before?.version ?? 0) + 1;
    const resourceVersion = ++this.written;
    const { v2: _, ...kept } = before ?? {};
    const written = { json: { ...json, version }, version, resourceVersion, folder, ...(v2 && { v2 }) };
    const stored: Stored = { id: resourceVersion, ...kept, ...written };
    this.dashboards.set(uid, stored);
    return stored;
  }

  /** What somebody does in the UI: a new version that keeps what the mark says. */
  editInUi(uid: string, change: Record<string, unknown>): void {
    const stored = this.dashboards.get(uid);
    if (!stored) throw new Error(`no dashboard ${uid}`);
    this.put({ ...stored.json, ...change }, stored.folder);
  }

  /** The same with a dashboard of schema v2. */
  editV2InUi(uid: string, change: (spec: Json) => Json): void {
    const stored = this.dashboards.get(uid);
    if (!stored?.v2) throw new Error(`no dashboard ${uid} in schema v2`);
    this.putV2(uid, stored.v2.version, change(stored.v2.spec), stored.folder);
  }

  putV2(uid: string, version: string, spec: Json, folder: string): Stored {
    return this.put({ ...classicOfV2(spec).board, uid } as DashboardJson, folder, { version, spec });
  }
}
