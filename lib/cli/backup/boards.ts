import { type Json, objectOf, textOf } from "../../diff/json.ts";
import { conversionOf, isV2, resourcePath } from "../grafana/stored.ts";
import { segment } from "../http/address.ts";
import { type ReadOptions, requestJson } from "../http/client.ts";

/** Reads one dashboard in the version that it is stored in. */
type ReadBoard = (uid: string) => Promise<unknown>;

/**
 * A reader of dashboards: the classic form of those that are stored so, and the resource of those that are stored in
 * schema v2, whose classic form lacks tabs and conditions.
 */
export async function boardReader(url: string, login: ReadOptions): Promise<ReadBoard> {
  const group = objectOf(await requestJson<unknown>(`${url}/apis/dashboard.grafana.app`, login).catch(() => undefined));
  const versions = Array.isArray(group.versions) ? group.versions.map((each) => textOf(objectOf(each).version)) : [];
  const classic: ReadBoard = (uid) => requestJson(`${url}/api/dashboards/uid/${segment(uid)}`, login);
  const known = ["v0alpha1", "v1beta1", "v1"].find((version) => versions.includes(version));
  if (known === undefined) return classic;
  const settings = await requestJson<unknown>(`${url}/api/frontend/settings`, login).catch(() => undefined);
  const namespace = textOf(objectOf(settings).namespace) || "default";
  return async (uid) => {
    const resource = objectOf(await requestJson<unknown>(`${url}${resourcePath(known, namespace, uid)}`, login));
    const { storedVersion, failed, error } = conversionOf(resource);
    if (isV2(storedVersion)) return await requestJson(`${url}${resourcePath(storedVersion, namespace, uid)}`, login);
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

const folderAnnotation = "grafana.app/folder";

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
