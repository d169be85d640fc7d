import { text } from "node:stream/consumers";
import { parse, stringify } from "yaml";
import { type Endpoint, serveHttp } from "../../../lib/cli/programs/endpoint.ts";

export interface FakeRuler extends Endpoint {
  /** Of its rules, as `--ruler` takes it. */
  readonly rules: string;
  /** By namespace, then by name. */
  readonly namespaces: Map<string, Map<string, unknown>>;
  /** Every request, as `GET /prometheus/config/v1/rules/ours`. */
  readonly requests: string[];
  readonly tenants: Set<string | undefined>;
}

/**
 * Starts a stand-in for a ruler by what Mimir, Cortex and Loki document: YAML in and out, 202 for what is accepted,
 * 404 for a namespace or a group that is not there, 400 for a group without a name or rules.
 */
export async function startFakeRuler(prefix = "/prometheus/config/v1/rules"): Promise<FakeRuler> {
  const namespaces: FakeRuler["namespaces"] = new Map();
  const requests: string[] = [];
  const tenants: FakeRuler["tenants"] = new Set();
  const server = await serveHttp(async (request, response) => {
    const path = request.url ?? "";
    requests.push(`${request.method} ${path}`);
    tenants.add(request.headers["x-scope-orgid"] as string | undefined);
    const [namespace = "", group] = path
      .slice(prefix.length + 1)
      .split("/")
      .map(decodeURIComponent);
    const [status, body] = path.startsWith(prefix)
      ? reply(namespaces, request.method ?? "", namespace, group, await text(request))
      : [404, "not found"];
    response.writeHead(status, { "content-type": "application/yaml" }).end(body);
  });
  return { ...server, rules: `${server.url}${prefix}`, namespaces, requests, tenants };
}

type Answer = readonly [status: number, body: string];
const accepted: Answer = [202, '{"status":"success","data":null,"errorType":"","error":""}'];

function reply(
  namespaces: FakeRuler["namespaces"],
  method: string,
  namespace: string,
  group: string | undefined,
  body: string,
): Answer {
  const groups = namespaces.get(namespace);
  if (method === "POST") return put(namespaces, namespace, parse(body));
  if (method === "DELETE") return group && groups?.delete(group) ? accepted : [404, "group does not exist"];
  if (!groups || groups.size === 0) return [404, "no rule groups found"];
  return [200, stringify({ [namespace]: [...groups.values()] })];
}

function put(
  namespaces: FakeRuler["namespaces"],
  namespace: string,
  group: { name?: string; rules?: unknown[] } | null,
): Answer {
  if (!group?.name || !group.rules?.length) return [400, "invalid rules config: it needs a name and rules"];
  const groups = namespaces.get(namespace) ?? new Map<string, unknown>();
  namespaces.set(namespace, groups.set(group.name, group));
  return accepted;
}
