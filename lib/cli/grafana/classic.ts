import pLimit from "p-limit";
import type { LiveDashboard } from "../../push/dashboards.ts";
import type { DashboardJson } from "../../push/decision.ts";
import { request, type ServerAccess } from "../http/client.ts";
import { assertAnswer, errorMessageOf, requestError, segment } from "../http/server.ts";
import { UserError } from "../outcome.ts";
import {
  ConflictError,
  ensureFolder,
  findFolder,
  type GrafanaApi,
  orUnreadable,
  readStored,
  resourcePath,
} from "./api.ts";

interface Found {
  readonly dashboard: DashboardJson;
  readonly meta: { readonly folderUid?: string; readonly provisioned?: boolean; readonly isFolder?: boolean };
}

/** A dashboard as the search lists it. */
interface Listed {
  readonly uid: string;
  readonly title?: string;
  readonly type?: string;
  readonly tags?: readonly string[];
  readonly folderUid?: string;
}

const folderType = "dash-folder";

/** The most that Grafana lists at once. */
const pageSize = 5000;
/** Half a million dashboards: a list that is longer does not end. */
const mostPages = 100;

/** The API of Grafana 9 to 13: `/api/dashboards`, `/api/folders`, `/api/search`. */
export const classicApi = (access: ServerAccess, version: string, concurrency: number): GrafanaApi => ({
  description: `Grafana ${version}, /api`,

  schema: "classic",
  uniqueTitles: hasUniqueTitles(version),

  async readDashboards(uids, tag, folder) {
    const wanted = new Set(uids);
    const listed = (await listAll(access)).filter(
      (one) =>
        wanted.has(one.uid) ||
        (one.type !== folderType && (one.tags?.includes(tag) || (folder !== undefined && one.folderUid === folder))),
    );
    const found = await pLimit(concurrency).map(listed, async (one) =>
      one.type === folderType ? folderAsLive(one) : orUnreadable(one.uid, read(access, one.uid)),
    );
    return found.filter((one) => one !== undefined);
  },

  readDashboard: (uid) => read(access, uid),

  findFolder: (uid, title) => findFolder(access, uid, title),
  ensureFolder: (uid, title) => ensureFolder(access, uid, title),

  async create(json, folder, message) {
    try {
      await save(access, { ...json, id: null }, folder, message);
    } catch (error) {
      // Where somebody moved it out of what this role may see, it looks as if there were none.
      if (!(error instanceof ConflictError) || (await read(access, String(json.uid)))) throw error;
      throw new UserError(
        `${access.server}: a dashboard with the uid "${json.uid}" exists, and these credentials may not see it — move it back as an Admin, or push as one`,
      );
    }
  },
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

/** Every dashboard and every folder that the credentials may see: an uid may be either's. */
async function listAll(access: ServerAccess): Promise<Listed[]> {
  const found: Listed[] = [];
  for (let page = 1; page <= mostPages; page++) {
    const more = await search(access, { limit: String(pageSize), page: String(page) });
    found.push(...more);
    if (more.length < pageSize) return found;
  }
  throw new UserError(`${access.server}/api/search: it returns pages without end — is this the right address?`);
}

async function search(access: ServerAccess, query: Readonly<Record<string, string>>): Promise<Listed[]> {
  const { body } = await request(access, "GET", `/api/search?${new URLSearchParams(query)}`, [200]);
  assertAnswer(body, [{ uid: "text", "title?": "text", "tags?": ["text"] }], access, "/api/search");
  return body as Listed[];
}

/** Grafana refuses two dashboards of one title in a folder before 11.2. */
function hasUniqueTitles(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major < 11 || (major === 11 && minor < 2);
}

const pathOf = (uid: string): string => `/api/dashboards/uid/${segment(uid)}`;

async function read(access: ServerAccess, uid: string): Promise<LiveDashboard | undefined> {
  const path = pathOf(uid);
  const answer = await request(access, "GET", path, [200, 403, 404, 406]);
  const { status, body } = answer;
  if (status === 406) return await readV2(access, uid, body);
  if (status === 404) return undefined;
  if (status === 403 && !(await isListed(access, uid))) return undefined;
  if (status === 403) throw requestError(access, "GET", path, answer);
  assertAnswer(body, { dashboard: {}, meta: { "folderUid?": "text" } }, access, path);
  return liveOf(uid, body as Found);
}

/** Grafana 12 shows a board that is stored in schema v2 only at the address that its refusal names. */
async function readV2(access: ServerAccess, uid: string, body: unknown): Promise<LiveDashboard> {
  const message = errorMessageOf(body);
  const [named] = /\/apis\/dashboard\.grafana\.app\/v2\w*\/namespaces\/[\w-]+\/dashboards/.exec(message) ?? [];
  const path = named === undefined ? resourcePath("v2beta1", "default", uid) : `${named}/${segment(uid)}`;
  const stored = await readStored(access, path, named === undefined ? message : "");
  return { uid, title: String(stored.json.title ?? uid), folder: "", lock: "", ...stored };
}

/** Where an organization has no dashboards, an Editor gets 403 for every dashboard. */
async function isListed(access: ServerAccess, uid: string): Promise<boolean> {
  return (await search(access, { type: "dash-db", dashboardUIDs: uid })).some((one) => one.uid === uid);
}

const folderAsLive = ({ uid, title = "" }: Listed): LiveDashboard => ({
  ...{ uid, title, json: {}, folder: "", lock: "" },
  isFolder: true,
});

function liveOf(uid: string, { dashboard, meta }: Found): LiveDashboard {
  return {
    uid,
    title: String(dashboard.title),
    json: dashboard,
    folder: meta.folderUid ?? "",
    // A dashboard that is deleted and created again has version 1 again, but another id.
    lock: `${dashboard.id}/${dashboard.version}`,
    ...(meta.provisioned && { owner: "file provisioning" }),
    ...(meta.isFolder && { isFolder: true }),
  };
}

async function save(access: ServerAccess, dashboard: DashboardJson, folderUid: string, message: string): Promise<void> {
  const command = { dashboard, folderUid, message, overwrite: false };
  const { status, body } = await request(access, "POST", "/api/dashboards/db", [200, 412], { body: command });
  if (status === 412) throw refusal(body, folderUid);
  assertAnswer(body, { uid: "text" }, access, "/api/dashboards/db");
}

/** 412 has several meanings; only `version-mismatch` is a conflict. */
function refusal(body: unknown, folder: string): Error {
  const reason = (body as { status?: string } | undefined)?.status;
  if (reason === "name-exists")
    return new UserError(`another dashboard in the folder "${folder}" has its title — rename or move one of them`);
  if (reason === "plugin-dashboard")
    return new UserError(`${errorMessageOf(body)} — a plugin manages it: choose another uid for this dashboard`);
  return new ConflictError(errorMessageOf(body));
}
