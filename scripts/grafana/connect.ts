import type { GrafanaApi } from "./api.ts";
import { appsApi } from "./apps.ts";
import { classicApi } from "./classic.ts";
import { ask, type GrafanaAccess } from "./http.ts";

/** Versions of `dashboard.grafana.app` that carry classic dashboard JSON, the best first. */
const classicJson = ["v1", "v1beta1"];

/** Asks the server which API it has, and takes the newest that we speak. */
export async function connect(access: GrafanaAccess, concurrency: number): Promise<GrafanaApi> {
  const { body } = await ask(access, "GET", "/api/health", [200]);
  const grafana = String((body as { version?: string } | undefined)?.version ?? "of unknown version");
  // Before 12 there is no such address: Grafana answers 404, or its start page.
  const { status, body: group } = await ask(access, "GET", "/apis/dashboard.grafana.app", [200, 403, 404]);
  const version = status === 200 ? classicJson.find((one) => served(group).includes(one)) : undefined;
  return version === undefined ? classicApi(access, grafana, concurrency) : appsApi(access, version, grafana);
}

function served(group: unknown): string[] {
  if (typeof group !== "object" || group === null || !("versions" in group)) return [];
  return (group.versions as { version: string }[]).map(({ version }) => version);
}
