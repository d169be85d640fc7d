import { datasourcesReply } from "./datasources.ts";
import type { Call, Reply } from "./reply.ts";
import type { Store, Stored } from "./store.ts";

interface SaveCommand {
  readonly dashboard: { readonly uid: string; readonly title: string; readonly version?: number };
  readonly folderUid?: string;
  readonly overwrite?: boolean;
}

/** Of the token's service account. */
export type Role = "Editor" | "Admin";

const notFound: Reply = { status: 404, body: { message: "Dashboard not found" } };
const folderNotFound: Reply = { status: 404, body: { message: "folder not found" } };
const denied: Reply = {
  status: 403,
  body: {
    accessErrorId: "ACE0123456789",
    message: "You'll need additional permissions to perform this action.",
    title: "Access denied",
  },
};

/**
 * `/api/dashboards`, `/api/folders` and `/api/search` by their documented semantics: a save whose version is not the
 * stored one is refused with 412 `version-mismatch`, a provisioned dashboard with 400. As 9.4 was observed to do, an
 * Editor gets 403 for a folder that is missing, and for a dashboard that is missing while there is none at all; it reads
 * datasources, and writes none.
 */
export function classicReply(store: Store, call: Call, role: Role): Reply {
  const reply = replyOf(store, call, role);
  if (role === "Admin" || reply.status !== 404) return reply;
  if (call.path.startsWith("/folders/")) return denied;
  return call.path.startsWith("/dashboards/uid/") && store.dashboards.size === 0 ? denied : reply;
}

function replyOf(store: Store, { method, path, query, body }: Call, role: Role): Reply {
  const uid = path.split("/").at(-1) ?? "";
  if (method === "POST" && path === "/dashboards/db") return save(store, body as SaveCommand);
  if (path.startsWith("/dashboards/uid/"))
    return method === "DELETE" ? remove(store, uid) : read(store.dashboards.get(uid));
  if (path === "/search") return { status: 200, body: search(store, query) };
  if (path === "/folders" && method === "POST") return makeFolder(store, body as { uid: string; title: string });
  if (path.startsWith("/folders/")) return method === "DELETE" ? removeFolder(store, uid) : readFolder(store, uid);
  if (path.startsWith("/datasources") && method !== "GET" && role === "Editor") return denied;
  if (path === "/org") return { status: 200, body: store.organization };
  if (path.startsWith("/datasources")) return datasourcesReply(store, { method, path, query, body });
  return { status: 404, body: { message: "Not found" } };
}

function save(store: Store, { dashboard, folderUid = "", overwrite = false }: SaveCommand): Reply {
  const before = store.dashboards.get(dashboard.uid);
  if (before?.owner) return { status: 400, body: { message: "Cannot save provisioned dashboard" } };
  if (before && !overwrite && dashboard.version !== before.version) {
    const message = "The dashboard has been changed by someone else";
    return { status: 412, body: { message, status: "version-mismatch" } };
  }
  if (sameTitle(store, dashboard, folderUid)) {
    const message = "A dashboard with the same name in the folder already exists";
    return { status: 412, body: { message, status: "name-exists" } };
  }
  if (folderUid !== "" && !store.folders.has(folderUid)) return { status: 400, body: { message: "folder not found" } };
  const { version } = store.put({ ...dashboard, id: undefined }, folderUid);
  const { uid, title } = dashboard;
  return { status: 200, body: { id: "1", uid, title, version, status: "success", url: `/d/${uid}` } };
}

/** Until 10, titles were unique within a folder. */
const sameTitle = ({ dashboards }: Store, { uid, title }: SaveCommand["dashboard"], folder: string): boolean =>
  [...dashboards].some(([other, stored]) => other !== uid && stored.folder === folder && stored.json.title === title);

function read(stored: Stored | undefined): Reply {
  if (!stored) return notFound;
  const meta = { folderUid: stored.folder, provisioned: stored.owner !== undefined, version: stored.version };
  return { status: 200, body: { dashboard: { ...stored.json, id: stored.id }, meta } };
}

function remove(store: Store, uid: string): Reply {
  const stored = store.dashboards.get(uid);
  if (!stored) return notFound;
  if (stored.owner) return { status: 400, body: { message: "provisioned dashboard cannot be deleted" } };
  store.dashboards.delete(uid);
  return { status: 200, body: { title: String(stored.json.title), message: "Dashboard deleted", id: 1 } };
}

function search({ dashboards, folders }: Store, query: URLSearchParams): unknown[] {
  const type = query.get("type");
  const asListed = [...folders].map(([uid, title]) => ({ uid, title, type: "dash-folder" }));
  if (type === "dash-folder") return asListed;
  const tag = query.get("tag");
  const uids = query.getAll("dashboardUIDs");
  const limit = Number(query.get("limit") ?? 1000);
  const from = (Number(query.get("page") ?? 1) - 1) * limit;
  const boards = [...dashboards]
    .filter(([uid]) => uids.length === 0 || uids.includes(uid))
    .filter(([, { json }]) => tag === null || ((json.tags as string[] | undefined) ?? []).includes(tag))
    .map(([uid, { json, folder }]) => ({
      ...{ uid, title: String(json.title), type: "dash-db", tags: json.tags ?? [] },
      ...(folder !== "" && { folderUid: folder }),
    }));
  return [...(type === null && tag === null && uids.length === 0 ? asListed : []), ...boards].slice(from, from + limit);
}

function makeFolder({ folders }: Store, { uid, title }: { uid: string; title: string }): Reply {
  if (folders.has(uid)) {
    const message = "the folder has been changed by someone else";
    return { status: 412, body: { message, status: "version-mismatch" } };
  }
  if ([...folders.values()].includes(title))
    return {
      status: 409,
      body: { message: "a folder or dashboard in the general folder with the same name already exists" },
    };
  folders.set(uid, title);
  return { status: 200, body: { uid, title } };
}

function readFolder({ folders }: Store, uid: string): Reply {
  const title = folders.get(uid);
  return title === undefined ? folderNotFound : { status: 200, body: { uid, title } };
}

/** With a folder go its dashboards. */
function removeFolder({ folders, dashboards }: Store, uid: string): Reply {
  const title = folders.get(uid);
  if (title === undefined) return folderNotFound;
  for (const [dashboard, { folder }] of dashboards) if (folder === uid) dashboards.delete(dashboard);
  folders.delete(uid);
  return { status: 200, body: { title, message: `Folder ${title} deleted`, id: 1 } };
}
