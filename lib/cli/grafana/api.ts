import { isObject, type Json, objectOf, textOf } from "../../diff/json.ts";
import { classicOfV2, specV2Of } from "../../pull/schema-v2.ts";
import type { LiveDashboard } from "../../push/dashboards.ts";
import type { DashboardJson } from "../../push/decision.ts";
import { request, type ServerAccess } from "../http/client.ts";
import { errorMessageOf, NoAnswerError, segment } from "../http/server.ts";
import { UserError } from "../outcome.ts";

/** The requests that `push` sends to Grafana, in either generation of its API. */
export interface GrafanaApi {
  /** For people: `Grafana 13.2.1, dashboard.grafana.app/v0alpha1`. */
  readonly description: string;
  /** In which schema dashboards are created and updated. */
  readonly schema: "classic" | "v2";
  /** Whether the server refuses two dashboards of one title in a folder. */
  readonly uniqueTitles: boolean;
  /** The dashboards with these uids, all that carry the tag, and all in the folder if one is given. Those that do not exist are left out. */
  readDashboards(uids: readonly string[], tag: string, folder?: string): Promise<LiveDashboard[]>;
  /** One dashboard as it is now; undefined if it does not exist. */
  readDashboard(uid: string): Promise<LiveDashboard | undefined>;
  /** Whether the folder exists. @throws UserError where it does not, and another folder has its title */
  findFolder(uid: string, title: string): Promise<boolean>;
  /** Creates a folder unless it exists. @returns whether it was created */
  ensureFolder(uid: string, title: string): Promise<boolean>;
  /** @throws ConflictError if it was created meanwhile */
  create(json: DashboardJson, folder: string, message: string): Promise<void>;
  /** @throws ConflictError if it has changed since `lock` was read */
  update(json: DashboardJson, folder: string, message: string, lock: string): Promise<void>;
  /** @throws ConflictError if it has changed since `lock` was read */
  remove(uid: string, lock: string): Promise<void>;
}

/**
 * One of many dashboards as it is read: one that the server refuses, or answers in no documented form, is a dashboard whose
 * content is not known, and the others are read all the same.
 * @throws NoAnswerError where the server does not answer at all
 */
export const orUnreadable = <T extends LiveDashboard | undefined>(
  uid: string,
  read: Promise<T>,
): Promise<T | LiveDashboard> =>
  read.catch((error) => {
    if (!(error instanceof UserError) || error instanceof NoAnswerError) throw error;
    return { uid, title: uid, json: {}, folder: "", lock: "", unreadable: error.message };
  });

/** Another write came first; ours was refused. */
export class ConflictError extends Error {}

/**
 * Whether a folder exists, or may be created.
 * @throws UserError where another folder has its title
 */
export async function findFolder(access: ServerAccess, uid: string, title: string): Promise<boolean> {
  if (await folderExists(access, uid)) return true;
  const other = await folderTitled(access, title);
  if (other) throw new UserError(titleTaken(access, title, other));
  return false;
}

/**
 * Creates a folder unless it exists; all versions have the classic API for folders.
 * @returns whether it was created
 * @throws UserError where another folder has its title
 */
export async function ensureFolder(access: ServerAccess, uid: string, title: string): Promise<boolean> {
  if (await folderExists(access, uid)) return false;
  const { status } = await request(access, "POST", "/api/folders", [200, 409, 412], { body: { uid, title } });
  if (status === 200) return true;
  // It was created meanwhile. 409 means that its uid or its title is taken, depending on the version.
  if (status === 409 && !(await folderExists(access, uid)))
    throw new UserError(titleTaken(access, title, await folderTitled(access, title)));
  return false;
}

/** Whether the folder exists. For a missing one, an Editor gets 403. */
export async function folderExists(access: ServerAccess, uid: string): Promise<boolean> {
  const { status } = await request(access, "GET", `/api/folders/${segment(uid)}`, [200, 403, 404]);
  return status === 200;
}

/** The top folder with a title. The search finds titles that contain it, in any case. */
async function folderTitled(access: ServerAccess, title: string): Promise<{ readonly uid: string } | undefined> {
  const query = new URLSearchParams({ type: "dash-folder", query: title });
  const { body } = await request(access, "GET", `/api/search?${query}`, [200]);
  return (Array.isArray(body) ? body : []).find((one) => one?.title === title && one.folderUid === undefined);
}

function titleTaken(access: ServerAccess, title: string, found: { readonly uid: string } | undefined): string {
  const other = found ? `another folder, "${found.uid}"` : "another folder or dashboard";
  const use = found ? `push into it with --folder=${found.uid}, or ` : "";
  return `${access.server}: the title "${title}" belongs to ${other} — ${use}choose another title with --folder-title`;
}

/** What is known of a dashboard that is stored in schema v2. */
export interface Stored {
  /** Classic JSON; empty where it could not be made. */
  readonly json: DashboardJson;
  /** What classic JSON cannot say of it. */
  readonly flattened?: readonly string[];
  /** As it is stored. */
  readonly spec?: Json;
  /** Why its content is not known. */
  readonly unreadable?: string;
}

/** How Grafana converted a dashboard for an answer. */
interface Conversion {
  readonly failed: boolean;
  readonly error: string;
  /** The version that it is stored in, such as `v2`. */
  readonly storedVersion: string;
  /** Of a conversion that failed: the spec as it is stored. */
  readonly source?: Json;
}

/** The state of an answer's conversion. */
export function conversionOf(resource: Json): Conversion {
  const conversion = objectOf(objectOf(resource.status).conversion);
  const source = specV2Of(conversion.source);
  return {
    failed: conversion.failed === true || !isObject(resource.spec),
    error: textOf(conversion.error),
    storedVersion: textOf(conversion.storedVersion),
    ...(source && { source }),
  };
}

/** The annotation of a dashboard that names its folder. */
export const folderAnnotation = "grafana.app/folder";

/** Whether a version of `dashboard.grafana.app` is schema v2. */
export const isV2 = (version: string): boolean => /^v2(?:$|alpha|beta)/.test(version);

/** The address of a dashboard in a version of `dashboard.grafana.app`. */
export const resourcePath = (version: string, namespace: string, uid: string): string =>
  `/apis/dashboard.grafana.app/${segment(version)}/namespaces/${segment(namespace)}/dashboards/${segment(uid)}`;

/**
 * A dashboard in the version that it is stored in, as classic JSON. Grafana's own conversion may fail, and drops what
 * classic JSON cannot say without a word.
 */
export async function readStored(access: ServerAccess, path: string, reason = ""): Promise<Stored> {
  const answer = await request(access, "GET", path, [200, 403, 404, 406, 500]);
  const spec = answer.status === 200 ? specV2Of(answer.body) : undefined;
  if (!spec) {
    const why = reason || errorMessageOf(answer.body) || `${path} answered ${answer.status}`;
    return { json: {}, unreadable: `Grafana could not convert it from schema v2: ${why}` };
  }
  return storedOf(spec);
}

/** A dashboard of schema v2 as classic JSON. */
export function storedOf(spec: Json): Stored {
  const { board, lost } = classicOfV2(spec);
  return { json: board as DashboardJson, flattened: lost, spec };
}
