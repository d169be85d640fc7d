import { request, type ServerAccess } from "../http/client.ts";
import { assertAnswer } from "../http/errors.ts";
import { UserError } from "../outcome.ts";
import type { GrafanaApi } from "./api.ts";
import { appsApi } from "./apps.ts";
import { classicApi } from "./classic.ts";

/**
 * The version of `dashboard.grafana.app` that stores classic dashboard JSON unchanged. v1 and v1beta1 rewrite it
 * (defaults left out, schema migrated), so it would look edited.
 */
const unchangedVersion = "v0alpha1";
/** Where one of these is served too, the API is complete; Grafana 11 has `v0alpha1` as an experiment. */
const completeVersions = ["v1", "v1beta1"];

/** Before 12 there is no such path: Grafana answers 404, its start page, or a redirect to it. */
const noSuchAddress = [301, 302, 307, 308, 403, 404];

/**
 * Reads which APIs the server has, and selects the newest supported one.
 * @throws UserError where the credentials belong to another organization than the configured one
 */
export async function connect(access: ServerAccess, concurrency: number): Promise<GrafanaApi> {
  const { body } = await request(access, "GET", "/api/health", [200]);
  const grafana = String((body as { version?: string } | undefined)?.version ?? "of unknown version");
  const { status, body: group } = await request(access, "GET", "/apis/dashboard.grafana.app", [200, ...noSuchAddress], {
    as: "any",
  });
  await assertOrganization(access);
  const versions = status === 200 ? served(group) : [];
  if (!versions.includes(unchangedVersion) || !completeVersions.some((one) => versions.includes(one)))
    return classicApi(access, grafana, concurrency);
  return appsApi(access, { grafana, version: unchangedVersion, namespace: await namespaceOf(access) });
}

function served(group: unknown): string[] {
  if (typeof group !== "object" || group === null || !("versions" in group)) return [];
  return (group.versions as { version: string }[]).map(({ version }) => version);
}

async function assertOrganization(access: ServerAccess): Promise<void> {
  if (access.orgId === undefined) return;
  const { body } = await request(access, "GET", "/api/org", [200]);
  const { id, name } = (body ?? {}) as { id?: unknown; name?: unknown };
  assertAnswer(typeof id === "number", access, "/api/org");
  if (String(id) !== access.orgId)
    throw new UserError(
      `${access.server}: the credentials belong to organization ${id} (${JSON.stringify(name)}), and GRAFANA_ORG_ID or the target's orgId names ${access.orgId} — use a token of that organization, or correct the id`,
    );
}

/** The namespace follows from the token's organization, which only the server knows. */
async function namespaceOf(access: ServerAccess): Promise<string> {
  const { body } = await request(access, "GET", "/api/frontend/settings", [200, 403, 404]);
  const { namespace } = (body ?? {}) as { namespace?: unknown };
  if (typeof namespace === "string" && namespace !== "") return namespace;
  return access.orgId === undefined || access.orgId === "1" ? "default" : `org-${access.orgId}`;
}
