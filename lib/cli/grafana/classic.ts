import pLimit from "p-limit";
import type { LiveDashboard } from "../../push/dashboards.ts";
import type { DashboardJson } from "../../push/decision.ts";
import { segment } from "../http/address.ts";
import { request, type ServerAccess } from "../http/client.ts";
import { assertAnswer, errorMessageOf, requestError } from "../http/errors.ts";
import { UserError } from "../outcome.ts";
import { ConflictError, ensureFolder, type GrafanaApi } from "./api.ts";

interface Found {
  readonly dashboard: DashboardJson;
  readonly meta: { readonly folderUid?: string; readonly provisioned?: boolean };
}

const searchLimit = 5000;

/** The API of Grafana 9 to 13: `/api/dashboards`, `/api/folders`, `/api/search`. */
export const classicApi = (access: ServerAccess, version: string, concurrency: number): GrafanaApi => ({
  description: `Grafana ${version}, /api`,

  async readDashboards(uids, tag) {
    const tagged = await search(access, tag);
    const found = await pLimit(concurrency).map([...new Set([...uids, ...tagged])], (uid) => read(access, uid));
    return found.filter((one) => one !== undefined);
  },

  readDashboard: (uid) => read(access, uid),

  ensureFolder: (uid, title) => ensureFolder(access, uid, title),

  create: (json, folder, message) => save(access, { ...json, id: null }, folder, message),
  update: (json, folder, message, lock) =>
    save(access, { ...json, version: Number(lock.split("/").at(-1)) }, folder, message),

  async remove(uid, lock) {
    // This API deletes without a lock, so the dashboard is read again right before each attempt.
    const before = async () => {
      const live = await read(access, uid);
      if (live && live.lock !== lock) throw new ConflictError(`${uid} changed`);
    };
    const path = pathOf(uid);
    const answer = await request(access, "DELETE", path, [200, 403, 404], { before });
    if (answer.status === 403 && (await read(access, uid))) throw requestError(access, "DELETE", path, answer);
  },
});

async function search(access: ServerAccess, tag: string): Promise<string[]> {
  const query = new URLSearchParams({ type: "dash-db", tag, limit: String(searchLimit) });
  const { body } = await request(access, "GET", `/api/search?${query}`, [200]);
  return uidsIn(access, body);
}

function uidsIn(access: ServerAccess, found: unknown): string[] {
  const isList = Array.isArray(found) && found.every((one) => typeof one?.uid === "string");
  assertAnswer(isList, access, "/api/search");
  return (found as { uid: string }[]).map(({ uid }) => uid);
}

const pathOf = (uid: string): string => `/api/dashboards/uid/${segment(uid)}`;

async function read(access: ServerAccess, uid: string): Promise<LiveDashboard | undefined> {
  const path = pathOf(uid);
  const answer = await request(access, "GET", path, [200, 403, 404]);
  const { status, body } = answer;
  if (status === 404) return undefined;
  if (status === 403 && !(await isListed(access, uid))) return undefined;
  if (status === 403) throw requestError(access, "GET", path, answer);
  const { dashboard, meta } = (body ?? {}) as Partial<Found>;
  assertAnswer(isObject(dashboard) && isObject(meta), access, path);
  return liveOf(uid, body as Found);
}

const isObject = (value: unknown): boolean => typeof value === "object" && value !== null;

/** Where an organization has no dashboards, an Editor gets 403 for every dashboard. */
async function isListed(access: ServerAccess, uid: string): Promise<boolean> {
  const query = new URLSearchParams({ type: "dash-db", dashboardUIDs: uid });
  const { body } = await request(access, "GET", `/api/search?${query}`, [200]);
  return uidsIn(access, body).includes(uid);
}

function liveOf(uid: string, { dashboard, meta }: Found): LiveDashboard {
  return {
    uid,
    title: String(dashboard.title),
    json: dashboard,
    folder: meta.folderUid ?? "",
    // A dashboard that is deleted and created again has version 1 again, but another id.
    lock: `${dashboard.id}/${dashboard.version}`,
    ...(meta.provisioned && { owner: "file provisioning" }),
  };
}

async function save(access: ServerAccess, dashboard: DashboardJson, folderUid: string, message: string): Promise<void> {
  const command = { dashboard, folderUid, message, overwrite: false };
  const { status, body } = await request(access, "POST", "/api/dashboards/db", [200, 412], { body: command });
  if (status === 412) throw refusal(body, folderUid);
}

/** 412 has several meanings; only `version-mismatch` is a conflict. */
function refusal(body: unknown, folder: string): Error {
  const reason = (body as { status?: string } | undefined)?.status;
  if (reason === "name-exists")
    return new UserError(`another dashboard in the folder "${folder}" has its title — retitle or move one of them`);
  if (reason === "plugin-dashboard")
    return new UserError(`${errorMessageOf(body)} — a plugin manages it: give ours another uid`);
  return new ConflictError(errorMessageOf(body));
}
