import { access, chown, constants, cp, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isObject } from "../../diff/json.ts";
import { grafanaLogin } from "../env.ts";
import { type ReadOptions, requestJson, requestOnce } from "../http/client.ts";
import { segment } from "../http/server.ts";
import { UserError } from "../outcome.ts";
import { ask, run } from "../programs/programs.ts";
import { type Backup, broken } from "./manifest.ts";
import {
  creationOf,
  inStack,
  isSavedResource,
  type SavedResource,
  searchAll,
  startOfStack,
  untilReady,
} from "./parts.ts";

/** A part of a backup that was read and found whole. Nothing is changed before `apply`. */
export interface Restorable {
  /** What the server has already, for people; undefined where it has nothing. */
  occupied(): Promise<string | undefined>;
  /** @returns what was restored, for people @throws UserError where the server refuses it */
  apply(): Promise<string>;
}

/** Reads one server's part. @throws UserError where the backup is broken */
type ReadPart = (backup: Backup, url: string) => Promise<Restorable>;

interface Silence {
  readonly matchers: readonly Record<string, unknown>[];
  readonly startsAt: string;
  readonly endsAt: string;
  readonly createdBy: string;
  readonly comment: string;
  readonly status?: { readonly state: string };
}

const isSilence = (value: unknown): value is Silence =>
  isObject(value) &&
  Array.isArray(value.matchers) &&
  value.matchers.every(isObject) &&
  ["startsAt", "endsAt", "createdBy", "comment"].every((key) => typeof value[key] === "string");

/** Silences that have not ended get new ids: Alertmanager gives them itself. */
export const readAlertmanager: ReadPart = async (backup, url) => {
  const all = await backup.readJson("alertmanager/silences.json");
  if (!Array.isArray(all) || !all.every(isSilence))
    throw broken(backup.folder, "alertmanager/silences.json is not a list of silences");
  const current = async () =>
    (await requestJson<Silence[]>(`${url}/api/v2/silences`, [{ matchers: [{}], "status?": {} }])).filter(
      ({ status }) => status?.state !== "expired",
    );
  return {
    occupied: async () => {
      const { length } = await current();
      return length === 0 ? undefined : `${length} silences`;
    },
    apply: async () => {
      const living = all.filter(({ endsAt }) => Date.parse(endsAt) > Date.now());
      const known = new Set((await current()).map(identityOf));
      const missing = living.filter((silence) => !known.has(identityOf(silence)));
      for (const { matchers, startsAt, endsAt, createdBy, comment } of missing)
        await requestOnce(`${url}/api/v2/silences`, {
          method: "POST",
          body: { matchers, startsAt, endsAt, createdBy, comment },
        });
      const ended = all.length - living.length;
      return `${missing.length} silences${ended > 0 ? `; ${ended} have ended since` : ""}`;
    },
  };
};

/** The same silence has the same matchers, end and comment on every server. */
const identityOf = ({ matchers, endsAt, comment }: Silence): string => {
  const texts = matchers.map(({ name, value, isRegex, isEqual = true }) =>
    JSON.stringify([name, value, isRegex, isEqual]),
  );
  return JSON.stringify([texts.sort(), Date.parse(endsAt), comment]);
};

interface Dashboard {
  readonly dashboard: Readonly<Record<string, unknown>>;
  readonly meta: { readonly provisioned?: boolean; readonly folderUid?: string };
}

interface Folder {
  readonly uid: string;
  readonly title: string;
  readonly parentUid?: string;
}

const isDashboard = (value: unknown): value is Dashboard =>
  isObject(value) && isObject(value.dashboard) && isObject(value.meta);
const isFolder = (value: unknown): value is Folder =>
  isObject(value) && typeof value.uid === "string" && typeof value.title === "string";

/** Folders and dashboards that people made. Provisioned dashboards come from files: Grafana refuses them. */
export const readGrafana: ReadPart = async (backup, url) => {
  const login = grafanaLogin();
  const folders = await backup.readJson("grafana/folders.json");
  if (!Array.isArray(folders) || !folders.every(isFolder))
    throw broken(backup.folder, "grafana/folders.json is not a list of folders");
  const dashboards: Dashboard[] = [];
  const resources: SavedResource[] = [];
  for (const path of backup.files.filter((file) => file.startsWith("grafana/dashboards/"))) {
    const dashboard = await backup.readJson(path);
    if (isSavedResource(dashboard)) {
      resources.push(dashboard);
      continue;
    }
    if (!isDashboard(dashboard)) throw broken(backup.folder, `${path} is not a dashboard`);
    if (!dashboard.meta.provisioned) dashboards.push(dashboard);
  }
  return {
    occupied: () => handMade(url, login),
    apply: async () => {
      const made = await makeFolders(url, folders, login);
      for (const { dashboard, meta } of dashboards)
        await requestOnce(`${url}/api/dashboards/db`, {
          ...login,
          method: "POST",
          body: {
            dashboard: { ...dashboard, id: null },
            ...(meta.folderUid ? { folderUid: meta.folderUid } : {}),
            overwrite: true,
            message: "restored from a backup",
          },
        });
      for (const resource of resources) {
        const { path, body } = creationOf(resource);
        await requestOnce(`${url}${path}`, { ...login, method: "POST", body });
      }
      return `${dashboards.length + resources.length} dashboards and ${made} folders`;
    },
  };
};

/** The first dashboard on a server that no file provisions. */
async function handMade(url: string, login: ReadOptions): Promise<string | undefined> {
  for (const { uid } of await searchAll(url, login, "dash-db")) {
    // A board of schema v2 is made by hand: the classic address may refuse it.
    const found = await requestJson<Dashboard>(
      `${url}/api/dashboards/uid/${segment(uid)}`,
      { dashboard: {}, meta: {} },
      login,
    ).catch((error: Error) => (/ 406/.test(error.message) ? { meta: { provisioned: false } } : Promise.reject(error)));
    if (!found.meta.provisioned) return `the dashboard ${uid}, which no file provisions`;
  }
  return undefined;
}

/** Makes what is missing, a folder before those in it. @returns how many */
async function makeFolders(url: string, folders: readonly Folder[], login: ReadOptions): Promise<number> {
  const there = new Set((await searchAll(url, login, "dash-folder")).map(({ uid }) => uid));
  const missing = folders.filter(({ uid }) => !there.has(uid));
  const waiting = new Set(missing);
  while (waiting.size > 0) {
    const next = [...waiting].find(({ parentUid }) => ![...waiting].some(({ uid }) => uid === parentUid));
    if (next === undefined) break;
    const { uid, title, parentUid } = next;
    const body = { uid, title, ...(parentUid === undefined ? {} : { parentUid }) };
    await requestOnce(`${url}/api/folders`, { ...login, method: "POST", body });
    waiting.delete(next);
    // Grafana's database needs a moment before a folder may have children.
    if (folders.some((folder) => folder.parentUid === uid)) await sleep(100);
  }
  return missing.length - waiting.size;
}

const snapshot = "prometheus/snapshot";
/** The folder of a block is named by its ULID. */
const ulid = /^[0-9A-HJKMNP-TV-Z]{26}$/;

/**
 * Blocks of a snapshot, copied into Prometheus' storage while it does not run. The stack's own container is stopped and
 * started; another Prometheus must have been stopped.
 * @param data Prometheus' folder as this machine sees it
 */
export async function readPrometheus(
  backup: Backup,
  url: string,
  data: string,
  container: string,
): Promise<Restorable> {
  const files = backup.files.filter((path) => path.startsWith(`${snapshot}/`));
  const blocks = [...new Set(files.map((path) => path.split("/")[2] ?? ""))].filter((name) => ulid.test(name));
  if (blocks.length === 0)
    throw new UserError(
      `${backup.folder}: holds no block of Prometheus: the snapshot stayed on its disk — copy the folder that prometheus/snapshot.json names before the next backup (--prometheus-data), or restore the others with --only`,
    );
  for (const block of blocks)
    if (!files.includes(`${snapshot}/${block}/meta.json`))
      throw broken(backup.folder, `${snapshot}/${block} has no meta.json`);
  const from = join(backup.folder, snapshot);
  const compose = await inStack(container);
  const isRunning = await requestOnce(`${url}/-/ready`, { as: "text" }).then(
    () => true,
    () => false,
  );
  if (!compose && isRunning)
    throw new UserError(`${url}: Prometheus runs, and its container is not on this machine: stop it, then restore`);
  if (compose && !isRunning) throw new UserError(`${url}: Prometheus does not answer: start the stack, then restore`);
  if (!compose) await assertWritable(data);
  return {
    occupied: async () => {
      const loaded = compose ? await loadedBlocks(url) : (await readdir(data)).filter((name) => ulid.test(name)).length;
      return loaded === 0 ? undefined : `${loaded} blocks of samples`;
    },
    apply: async () => {
      if (compose) await copyIntoContainer(from, blocks, container, compose, url);
      else await copyIntoFolder(from, blocks, data);
      return `${blocks.length} blocks${compose ? "" : `, in ${data}: start Prometheus`}`;
    },
  };
}

async function assertWritable(data: string): Promise<void> {
  await access(data, constants.R_OK | constants.W_OK).catch(() => {
    throw new UserError(`${data}: is no folder that can be written — name Prometheus' own with --prometheus-data`);
  });
}

async function loadedBlocks(url: string): Promise<number> {
  const { body } = await requestOnce(`${url}/metrics`, { as: "text" });
  return Number(/^prometheus_tsdb_blocks_loaded (\d+)/m.exec(String(body))?.[1] ?? 0);
}

/** Through Docker, because the folder belongs to another user. `data-owner` gives the files to Prometheus. */
async function copyIntoContainer(
  from: string,
  blocks: readonly string[],
  container: string,
  files: readonly string[],
  url: string,
): Promise<void> {
  const format = "{{range .Args}}{{println .}}{{end}}";
  const args = (await ask("docker", "inspect", "--format", format, container)) ?? "";
  const storage = /^--storage\.tsdb\.path=(\S+)$/m.exec(args)?.[1] ?? "/prometheus";
  await run("docker", "stop", container);
  try {
    for (const block of blocks) await run("docker", "cp", join(from, block), `${container}:${storage}/${block}`);
  } finally {
    await startOfStack(files, ["up", "--detach", "prometheus"]);
  }
  await untilReady(url, container);
}

async function copyIntoFolder(from: string, blocks: readonly string[], data: string): Promise<void> {
  const { uid, gid } = await stat(data);
  for (const block of blocks) {
    const place = join(data, block);
    // A block never changes: the one that is there is the same.
    await cp(join(from, block), place, { recursive: true, force: false });
    if (process.getuid?.() !== 0) continue;
    for (const path of await readdir(place, { recursive: true })) await chown(join(place, path), uid, gid);
    await chown(place, uid, gid);
  }
}
