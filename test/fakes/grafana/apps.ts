import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import { isV2 } from "../../../lib/cli/grafana/api.ts";
import type { Json } from "../../../lib/diff/json.ts";
import { specV2 } from "../../../lib/emit/grafana-v2.ts";
import type { DashboardJson } from "../../../lib/push/decision.ts";
import { resourceProblems } from "../../../lib/schemas/validate.ts";
import type { Call, Reply } from "./reply.ts";
import type { Store, Stored } from "./store.ts";

interface Resource {
  readonly metadata: {
    readonly name: string;
    readonly resourceVersion?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: DashboardJson;
}

export const dashboardsPath =
  /^\/apis\/dashboard\.grafana\.app\/(v2|v2beta1|v1|v1beta1|v0alpha1)\/namespaces\/([^/]+)\/dashboards(?:\/([^/]+))?$/;

/**
 * `/apis/dashboard.grafana.app` by its documented semantics: a POST on a uid that exists, and a write or a delete with
 * a stale resourceVersion, are refused with 409; a write without one would be unconditional. The uid stands in the
 * metadata only, and all versions but v0alpha1 fill in defaults. A dashboard is stored in the version that it is written
 * in, and converted for the others. Of schema v2, what its published types do not allow is refused with 400 to who asks for
 * it to be read strictly.
 */
export function appsReply(store: Store, { method, path, query, body }: Call): Reply {
  const [, version = "", namespace = "", uid] = path.match(dashboardsPath) ?? [];
  if (namespace !== store.namespace) return status(403, `the token is of another namespace than ${namespace}`);
  const faults = body !== undefined && query.get("fieldValidation") === "Strict" ? strictFaults(version, body) : [];
  if (faults.length > 0) return status(400, `strict decoding error: ${faults.join(", ")}`);
  if (uid === undefined)
    return method === "POST" ? create(store, version, body as Resource) : list(store, version, query);
  const stored = store.dashboards.get(uid);
  if (!stored) return status(404, `dashboards "${uid}" not found`);
  if (method === "PUT") return update(store, version, stored, body as Resource);
  if (method === "DELETE") return remove(store, uid, stored, body as { preconditions?: { resourceVersion?: string } });
  return { status: 200, body: resource(version, uid, stored) };
}

function create(store: Store, version: string, { metadata, spec }: Resource): Reply {
  if (store.dashboards.has(metadata.name)) return status(409, `dashboards "${metadata.name}" already exists`);
  return put(store, version, 201, metadata, spec);
}

function update(store: Store, version: string, stored: Stored, { metadata, spec }: Resource): Reply {
  if (metadata.resourceVersion !== undefined && metadata.resourceVersion !== String(stored.resourceVersion))
    return status(409, "the object has been modified; please apply your changes to the latest version");
  return put(store, version, 200, metadata, spec);
}

function put(store: Store, version: string, done: number, metadata: Resource["metadata"], spec: DashboardJson): Reply {
  const folder = metadata.annotations?.["grafana.app/folder"] ?? "";
  if (folder !== "" && !store.folders.has(folder)) return status(404, `folders "${folder}" not found`);
  if (String(spec.title ?? "") === "") return invalid(metadata.name, "spec.title", "Required value");
  if (isV2(version)) {
    const stored = store.putV2(metadata.name, version, withTypedDefaults(spec), folder);
    return { status: done, body: resource(version, metadata.name, stored) };
  }
  const { version: _, ...rest } = version === "v0alpha1" ? spec : { fiscalYearStartMonth: 0, ...spec };
  return { status: done, body: resource(version, metadata.name, store.put({ ...rest, uid: metadata.name }, folder)) };
}

function remove(
  store: Store,
  uid: string,
  stored: Stored,
  options?: { preconditions?: { resourceVersion?: string } },
): Reply {
  const wanted = options?.preconditions?.resourceVersion;
  if (wanted !== undefined && wanted !== String(stored.resourceVersion)) return status(409, "the precondition failed");
  store.dashboards.delete(uid);
  return status(200, "deleted");
}

function list(store: Store, version: string, query: URLSearchParams): Reply {
  const from = Number(query.get("continue") ?? 0);
  const size = Math.min(store.pageSize, Number(query.get("limit") ?? store.pageSize));
  const items = [...store.dashboards].slice(from, from + size).map(([uid, stored]) => resource(version, uid, stored));
  const more = from + size < store.dashboards.size ? { continue: String(from + size) } : {};
  return {
    status: 200,
    body: { kind: "DashboardList", apiVersion: `dashboard.grafana.app/${version}`, metadata: more, items },
  };
}

const strictFaults = (version: string, body: unknown): string[] =>
  isV2(version) ? resourceProblems(body, { file: "", path: [] }).map(({ path, message }) => `${path}: ${message}`) : [];

/** What types of Go without `omitempty` write though nobody sent it. */
const withTypedDefaults = (spec: Json): Json => ({ liveNow: false, ...spec, preload: spec.preload === true });

const specIn = (version: string, { json, v2 }: Stored): Json => {
  if (isV2(version)) return v2?.spec ?? (JSON.parse(JSON.stringify(specV2(json as unknown as Dashboard))) as Json);
  return { ...json, uid: undefined, version: undefined, id: undefined };
};

const resource = (version: string, name: string, stored: Stored) => ({
  kind: "Dashboard",
  apiVersion: `dashboard.grafana.app/${version}`,
  metadata: {
    name,
    resourceVersion: String(stored.resourceVersion),
    annotations: {
      "grafana.app/folder": stored.folder,
      ...(stored.owner && { "grafana.app/managedBy": stored.owner }),
    },
  },
  spec: specIn(version, stored),
  ...(isV2(version) !== (stored.v2 !== undefined) && {
    status: { conversion: { failed: false, storedVersion: stored.v2?.version ?? "v0alpha1" } },
  }),
});

const invalid = (name: string, field: string, message: string): Reply => ({
  status: 422,
  body: {
    kind: "Status",
    apiVersion: "v1",
    status: "Failure",
    code: 422,
    message: `Dashboard "${name}" is invalid`,
    details: { causes: [{ field, message }] },
  },
});

const status = (code: number, message: string): Reply => ({
  status: code,
  body: { kind: "Status", apiVersion: "v1", status: code < 400 ? "Success" : "Failure", code, message },
});
