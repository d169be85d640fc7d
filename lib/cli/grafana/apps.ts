import type { Json, Shape } from "../../diff/json.ts";
import type { LiveDashboard } from "../../push/dashboards.ts";
import type { DashboardJson } from "../../push/decision.ts";
import { request, type ServerAccess } from "../http/client.ts";
import { assertAnswer, errorMessageOf, segment } from "../http/server.ts";
import { UserError } from "../outcome.ts";
import {
  ConflictError,
  conversionOf,
  ensureFolder,
  findFolder,
  folderAnnotation,
  type GrafanaApi,
  isV2,
  orUnreadable,
  readStored,
  resourcePath,
  type Stored,
  storedOf,
} from "./api.ts";

/** A dashboard as Grafana's Kubernetes-style API carries it. */
interface Resource {
  readonly metadata: {
    readonly name: string;
    readonly resourceVersion?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  /** Null where Grafana could not convert it to the version that was asked for. */
  readonly spec: DashboardJson | null;
}

const messageAnnotation = "grafana.app/message";
const ownerAnnotation = "grafana.app/managedBy";
const pageSize = 500;
/** Half a million dashboards: a list that is longer does not end. */
const mostPages = 1000;

/** What manages a dashboard, by the server's value. Other values mean that people may edit it. */
const owners: Readonly<Record<string, string>> = {
  repo: "Git Sync",
  terraform: "Terraform",
  kubectl: "kubectl",
  plugin: "a plugin",
  grafana: "Grafana itself",
  "classic-file-provisioning": "file provisioning",
  "classic-api-provisioning": "API provisioning",
};

/** The versions and the namespace of a server's API. */
interface AppsServer {
  /** Of Grafana. */
  readonly grafana: string;
  /** Of the API, in which dashboards are read. */
  readonly version: string;
  /** In which they are written, where that is another one: `v2`. */
  readonly writeVersion?: string;
  /** `default`, `org-2`, or `stacks-123` in Grafana Cloud. */
  readonly namespace: string;
}

/** The API of Grafana 12 and 13: `/apis/dashboard.grafana.app/<version>`. */
export function appsApi(access: ServerAccess, server: AppsServer): GrafanaApi {
  const { grafana, version, namespace, writeVersion = version } = server;
  const addressIn = (version: string) =>
    `/apis/dashboard.grafana.app/${version}/namespaces/${segment(namespace)}/dashboards`;
  const [dashboards, written] = [addressIn(version), addressIn(writeVersion)];
  // A server that does not know a field of schema v2 drops it without a word, unless it reads strictly.
  const strictly = isV2(writeVersion) ? "?fieldValidation=Strict" : "";
  const resource = ({ uid, ...rest }: DashboardJson, folder: string, message: string, resourceVersion?: string) => ({
    apiVersion: `dashboard.grafana.app/${writeVersion}`,
    kind: "Dashboard",
    metadata: {
      name: uid,
      annotations: { [folderAnnotation]: folder, [messageAnnotation]: message },
      ...(resourceVersion !== undefined && { resourceVersion }),
    },
    spec: isV2(writeVersion) ? rest : { uid, ...rest },
  });
  /** A board that is stored in schema v2 is read in that version too: the conversion says nothing of what it drops. */
  const whole = async (found: Resource): Promise<LiveDashboard> => {
    const { failed, error, storedVersion, source } = conversionOf(found as unknown as Json);
    if (failed && source) return liveOf(found, storedOf(source));
    if (!failed && !isV2(storedVersion)) return liveOf(found, { json: found.spec ?? {} });
    const path = resourcePath(storedVersion || "v2beta1", namespace, found.metadata.name);
    const stored = await readStored(access, path, error);
    // Grafana's own conversion is what a definition is compared with, where it succeeded.
    const { unreadable: _, ...known } = stored;
    return liveOf(found, failed || !found.spec ? stored : { ...known, json: found.spec });
  };
  return {
    description: `Grafana ${grafana}, dashboard.grafana.app/${writeVersion}`,

    schema: isV2(writeVersion) ? "v2" : "classic",
    uniqueTitles: false,
    findFolder: (uid, title) => findFolder(access, uid, title),
    ensureFolder: (uid, title) => ensureFolder(access, uid, title),

    async readDashboards(uids, tag, folder) {
      const wanted = new Set(uids);
      const found = await list(access, dashboards);
      const listed = await Promise.all(found.map((one) => orUnreadable(one.metadata.name, whole(one))));
      return listed.filter((one) => wanted.has(one.uid) || one.folder === folder || tagsOf(one.json).includes(tag));
    },

    async readDashboard(uid) {
      const { status, body } = await request(access, "GET", `${dashboards}/${segment(uid)}`, [200, 404]);
      if (status === 404) return undefined;
      assertAnswer(body, resourceShape, access, `${dashboards}/${segment(uid)}`);
      return await whole(body as Resource);
    },

    async create(json, folder, message) {
      await write(access, "POST", `${written}${strictly}`, 201, resource(json, folder, message));
    },
    async update(json, folder, message, lock) {
      const path = `${written}/${segment(String(json.uid))}${strictly}`;
      await write(access, "PUT", path, 200, resource(json, folder, message, lock));
    },
    async remove(uid, lock) {
      const options = { kind: "DeleteOptions", apiVersion: "v1", preconditions: { resourceVersion: lock } };
      const { status, body } = await request(access, "DELETE", `${dashboards}/${segment(uid)}`, [200, 404, 409], {
        body: options,
      });
      if (status === 409) throw new ConflictError(errorMessageOf(body));
    },
  };
}

/** A repeated POST gets 409 if the first one took effect; the next plan sees the dashboard unchanged. */
async function write(access: ServerAccess, method: string, path: string, done: number, body: unknown): Promise<void> {
  const { status, body: answer } = await request(access, method, path, [done, 409, 412], { body });
  if (status !== done) throw new ConflictError(errorMessageOf(answer));
  assertAnswer(answer, resourceShape, access, path);
}

async function list(access: ServerAccess, dashboards: string): Promise<Resource[]> {
  const found: Resource[] = [];
  let next: string | undefined;
  for (let page = 1; page <= mostPages; page++) {
    const query = new URLSearchParams({ limit: String(pageSize), ...(next && { continue: next }) });
    const { body } = await request(access, "GET", `${dashboards}?${query}`, [200]);
    assertAnswer(body, { metadata: { "continue?": "text" }, "items?": [resourceShape] }, access, dashboards);
    const { items, metadata } = body as { items?: Resource[] | null; metadata: { continue?: string } };
    found.push(...(items ?? []));
    const before = next;
    next = metadata.continue;
    if (!next) return found;
    if (next === before) break;
  }
  throw new UserError(`${access.server}${dashboards}: it returns pages without end — is this the right address?`);
}

const resourceShape: Shape = {
  metadata: { name: "text", "resourceVersion?": "text", "annotations?": { "*": "text" } },
  "spec?": {},
};

function liveOf({ metadata: { name, resourceVersion, annotations } }: Resource, stored: Stored): LiveDashboard {
  const manager = annotations?.[ownerAnnotation] ?? "";
  const owner = Object.hasOwn(owners, manager) ? owners[manager] : undefined;
  return {
    uid: name,
    title: String(stored.json.title ?? name),
    ...stored,
    folder: annotations?.[folderAnnotation] ?? "",
    lock: resourceVersion ?? "",
    ...(owner !== undefined && { owner }),
  };
}

const tagsOf = ({ tags }: DashboardJson): readonly unknown[] => (Array.isArray(tags) ? tags : []);
