import { cp, mkdir, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Json, objectOf, textOf } from "../../diff/json.ts";
import { environmentWith, grafanaLogin } from "../env.ts";
import { nameIn } from "../folders.ts";
import { conversionOf, folderAnnotation, isV2, resourcePath } from "../grafana/api.ts";
import { type ReadOptions, requestJson, requestOnce } from "../http/client.ts";
import { segment } from "../http/server.ts";
import { messageOf, UserError } from "../outcome.ts";
import { ask } from "../programs/programs.ts";
import { runCompose } from "../stack/compose.ts";

/** Saves one server's part below a folder. @returns what was saved, for people, and what was not, each with its reason */
export type Part = (url: string, folder: string) => Promise<string | Incomplete>;

interface Incomplete {
  readonly saved: string;
  readonly missing: readonly string[];
}

async function put(file: string, value: unknown): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(value, null, 2)}\n`);
}

/**
 * A snapshot of the time series, made by Prometheus on its own disk.
 * @param data Prometheus' folder as this machine sees it; where it is not here, the snapshot is only named
 */
export const backUpPrometheus =
  (data: string, container: string): Part =>
  async (url, folder) => {
    const { name } = await takeSnapshot(url).catch((error) => {
      if (isAdminApiOff(messageOf(error))) return withAdminApi(url, container, () => takeSnapshot(url));
      throw error;
    });
    const snapshot = await nameIn(join(data, "snapshots"), name);
    await put(join(folder, "snapshot.json"), { name });
    if (!(await stat(snapshot).catch(() => undefined)))
      return `snapshot ${name} is on Prometheus' own disk, in snapshots/: ${snapshot} does not exist on this machine`;
    await cp(snapshot, join(folder, "snapshot"), { recursive: true });
    return `snapshot ${name}, copied; remove ${snapshot} when you need the space`;
  };

async function takeSnapshot(url: string): Promise<{ name: string }> {
  const { data } = await requestJson<{ data: { name: string } }>(
    `${url}/api/v1/admin/tsdb/snapshot`,
    { data: { name: "anything" } },
    { method: "POST" },
  );
  return data;
}

/** Silences in the form that `amtool silence import` takes, and the running configuration with its secrets hidden. */
export const backUpAlertmanager: Part = async (url, folder) => {
  const [silences, { config }] = await Promise.all([
    requestJson<{ status?: { state: string } }[]>(`${url}/api/v2/silences`, [{ "status?": {} }]),
    requestJson<{ config: { original: string } }>(`${url}/api/v2/status`, { config: { original: "text" } }),
  ]);
  const living = silences.filter(({ status }) => status?.state !== "expired");
  await put(join(folder, "silences.json"), living);
  await writeFile(join(folder, "alertmanager.yml"), config.original);
  return `${living.length} silences and the configuration`;
};

/** Every dashboard with its folder, ours and those that people made in Grafana. */
export const backUpGrafana: Part = async (url, folder) => {
  const login = grafanaLogin();
  const found = await searchAll(url, login, "dash-db");
  const dashboards = join(folder, "dashboards");
  const files = new Map<string, string>();
  for (const { uid } of found) files.set(`${await nameIn(dashboards, uid)}.json`, uid);
  const read = await boardReader(url, login);
  const missing: string[] = [];
  for (const [file, uid] of files)
    await read(uid).then(
      (board) => put(file, board),
      (error) => missing.push(`dashboard ${uid}: ${messageOf(error)}`),
    );
  if (missing.length > 0 && missing.length === files.size) throw new UserError(missing.join("\n"));
  // `/api/folders` answers those of one level only.
  const folders = await searchAll(url, login, "dash-folder");
  await put(
    join(folder, "folders.json"),
    folders.map(({ uid, title, folderUid }) => ({ uid, title, ...(folderUid ? { parentUid: folderUid } : {}) })),
  );
  const saved = `${found.length - missing.length} dashboards`;
  return missing.length > 0 ? { saved, missing } : saved;
};

interface Found {
  readonly uid: string;
  readonly title?: string;
  readonly folderUid?: string;
}

/** Everything of a kind. Grafana answers in pages. */
export async function searchAll(
  url: string,
  options: ReadOptions,
  type: "dash-db" | "dash-folder",
): Promise<readonly Found[]> {
  const limit = 1000;
  const most = 1000;
  const all: Found[] = [];
  let before = "";
  for (let page = 1; page <= most; page++) {
    const query = new URLSearchParams({ type, limit: String(limit), page: String(page) });
    const found = await requestJson<Found[]>(`${url}/api/search?${query}`, [{}], options);
    const now = JSON.stringify(found);
    if (found.length > 0 && now === before)
      throw new UserError(`${url}/api/search: answers the same page again — it does not know "page"`);
    all.push(...found);
    if (found.length < limit) return all;
    before = now;
  }
  throw new UserError(`${url}/api/search: does not end after ${most} pages — is this the right address?`);
}

/** Milliseconds that Prometheus may take to read its write-ahead log. */
const readyMilliseconds = 120_000;

/** Whether a message is Prometheus' answer where `--web.enable-admin-api` is not set. */
const isAdminApiOff = (message: string): boolean => /admin APIs disabled/.test(message);

/**
 * Does something while the stack's Prometheus has its admin API, which any web page could call otherwise. Prometheus is
 * restarted before and after.
 * @throws UserError where no container of the stack runs here
 */
async function withAdminApi<T>(url: string, container: string, work: () => Promise<T>): Promise<T> {
  const files = await inStack(container);
  if (!files)
    throw new UserError(
      `${url}: its admin API is off, and the container ${container} is not on this machine: start Prometheus with --web.enable-admin-api for the backup`,
    );
  const start = async (environment: Readonly<Record<string, string>>) => {
    await startOfStack(files, ["up", "--detach", "--no-deps", "prometheus"], environment);
    await untilReady(url, container);
  };
  await start({ PROMETHEUS_ADMIN_API: "--web.enable-admin-api" });
  try {
    return await work();
  } finally {
    await start({ PROMETHEUS_ADMIN_API: "" });
  }
}

/** The compose files that a container was started with; undefined where no container of the stack has the name. */
export async function inStack(container: string): Promise<readonly string[] | undefined> {
  const label = '{{index .Config.Labels "com.docker.compose.project.config_files"}}';
  const files = (await ask("docker", "inspect", "--format", label, container))?.trim();
  return files ? files.split(",") : undefined;
}

/** Runs Docker Compose with the files that a container was started with: its networks stay the same. */
export const startOfStack = (
  files: readonly string[],
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<void> => runCompose([...files.flatMap((file) => ["-f", file]), ...args], environmentWith(environment));

export async function untilReady(url: string, container: string): Promise<void> {
  const deadline = Date.now() + readyMilliseconds;
  while (Date.now() < deadline) {
    const isReady = await requestOnce(`${url}/-/ready`, { as: "text", timeoutMilliseconds: 5000 }).then(
      () => true,
      () => false,
    );
    if (isReady) return;
    await sleep(500);
  }
  throw new UserError(
    `${url}: Prometheus is not ready ${readyMilliseconds / 1000} s after its restart: docker logs ${container}`,
  );
}

/** Reads one dashboard in the version that it is stored in. */
type ReadBoard = (uid: string) => Promise<unknown>;

/**
 * A reader of dashboards: the classic form of those that are stored so, and the resource of those that are stored in
 * schema v2, whose classic form lacks tabs and conditions.
 */
export async function boardReader(url: string, login: ReadOptions): Promise<ReadBoard> {
  const group = objectOf(
    await requestJson<unknown>(`${url}/apis/dashboard.grafana.app`, {}, login).catch(() => undefined),
  );
  const versions = Array.isArray(group.versions) ? group.versions.map((each) => textOf(objectOf(each).version)) : [];
  const classic: ReadBoard = (uid) => requestJson(`${url}/api/dashboards/uid/${segment(uid)}`, {}, login);
  const known = ["v0alpha1", "v1beta1", "v1"].find((version) => versions.includes(version));
  if (known === undefined) return classic;
  const settings = await requestJson<unknown>(`${url}/api/frontend/settings`, {}, login).catch(() => undefined);
  const namespace = textOf(objectOf(settings).namespace) || "default";
  return async (uid) => {
    const resource = objectOf(await requestJson<unknown>(`${url}${resourcePath(known, namespace, uid)}`, {}, login));
    const { storedVersion, failed, error } = conversionOf(resource);
    if (isV2(storedVersion))
      return await requestJson(`${url}${resourcePath(storedVersion, namespace, uid)}`, {}, login);
    if (failed) throw new Error(`Grafana could not convert it: ${error || "it gives no reason"}`);
    return await classic(uid);
  };
}

/** A dashboard of schema v2 as it is saved. */
export interface SavedResource {
  readonly apiVersion: string;
  readonly metadata: Json;
  readonly spec: Json;
}

/** The request that creates a saved resource again, in its folder. */
export function creationOf({ apiVersion, metadata, spec }: SavedResource): {
  readonly path: string;
  readonly body: Json;
} {
  const folder = textOf(objectOf(metadata.annotations)[folderAnnotation]);
  const namespace = textOf(metadata.namespace) || "default";
  return {
    path: `/apis/${apiVersion}/namespaces/${segment(namespace)}/dashboards`,
    body: {
      apiVersion,
      kind: "Dashboard",
      metadata: { name: metadata.name, ...(folder && { annotations: { [folderAnnotation]: folder } }) },
      spec,
    },
  };
}

export const isSavedResource = (value: unknown): value is SavedResource => {
  const { apiVersion, metadata, spec } = objectOf(value);
  const [group = "", version = ""] = textOf(apiVersion).split("/");
  return group === "dashboard.grafana.app" && isV2(version) && metadata !== undefined && spec !== undefined;
};
