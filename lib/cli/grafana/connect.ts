import { readFile } from "node:fs/promises";
import { Agent } from "undici";
import { misshapenPart, objectOf, objectsOf, textOf } from "../../diff/json.ts";
import type { GrafanaTarget } from "../../model/config.ts";
import { environmentVariable, grafanaLogin, grafanaServer } from "../env.ts";
import { request, type ServerAccess } from "../http/client.ts";
import { assertAnswer, serverAddress } from "../http/server.ts";
import { importFacts } from "../load.ts";
import { UserError } from "../outcome.ts";
import type { GrafanaApi } from "./api.ts";
import { appsApi } from "./apps.ts";
import { classicApi } from "./classic.ts";

const grafanaHints = {
  401: "set GRAFANA_TOKEN, or GRAFANA_USER and GRAFANA_PASSWORD",
  403: "dashboards need the role Editor, datasources the role Admin",
};

export interface AccessOptions {
  /** Defaults to `GRAFANA_SERVER`. */
  readonly server?: string;
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  /** Accept any certificate. */
  readonly insecure?: boolean;
}

/**
 * The address of Grafana and the credentials: from the options, the named target, then `GRAFANA_SERVER`, `GRAFANA_TOKEN`
 * (or `GRAFANA_USER` and `GRAFANA_PASSWORD`) and `GRAFANA_ORG_ID`.
 * @throws UserError that names the variable that is missing
 */
export async function grafanaAccess(options: AccessOptions, target?: GrafanaTarget): Promise<ServerAccess> {
  const server = options.server ?? target?.server ?? grafanaServer();
  if (server === undefined)
    throw new UserError("no address of Grafana: set GRAFANA_SERVER (push also has --server and --target)");
  const address = serverAddress(server, "GRAFANA_TOKEN, or GRAFANA_USER and GRAFANA_PASSWORD");
  const orgId = organization(target);
  const dispatcher = await tlsDispatcher(options);
  const credentials = authorization(target?.tokenVariable ?? "GRAFANA_TOKEN");
  if (options.insecure)
    process.stderr.write(
      `warning: --insecure: any server that answers as ${address} gets the credentials — use --ca-file\n`,
    );
  return {
    server: address,
    authorization: credentials,
    hints: grafanaHints,
    ...(orgId !== undefined && { orgId }),
    ...(dispatcher && { dispatcher }),
  };
}

function organization(target: GrafanaTarget | undefined): string | undefined {
  const orgId = target?.orgId ?? environmentVariable("GRAFANA_ORG_ID");
  if (orgId === undefined || /^[1-9]\d*$/.test(orgId)) return orgId;
  const place = target?.orgId === undefined ? "GRAFANA_ORG_ID" : "targets.ts: orgId";
  throw new UserError(`${place}: "${orgId}" is not the id of an organization: it is a number from 1`);
}

function authorization(variable: string): string {
  const { authorization } = grafanaLogin(variable);
  if (authorization === undefined)
    throw new UserError(`no credentials: set ${variable}, or GRAFANA_USER and GRAFANA_PASSWORD`);
  return authorization;
}

async function tlsDispatcher({ caFile, certFile, keyFile, insecure }: AccessOptions): Promise<Agent | undefined> {
  if (!caFile && !certFile && !keyFile && !insecure) return undefined;
  const [ca, cert, key] = await Promise.all([caFile, certFile, keyFile].map(readPem));
  return new Agent({
    connect: { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }), rejectUnauthorized: !insecure },
  });
}

async function readPem(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined;
  return readFile(file, "utf8").catch((error) => {
    throw new UserError(`${file}: cannot be read: ${error.message}`);
  });
}

/** A Grafana that a project names in its `targets.ts`. @throws UserError with the names that there are */
export async function namedTarget(root: string, name: string | undefined): Promise<GrafanaTarget | undefined> {
  if (name === undefined) return undefined;
  const { targets = {} } = (await importFacts(root, "targets.ts")) as { targets?: Record<string, GrafanaTarget> };
  const target = targets[name];
  if (!target)
    throw new UserError(`no target "${name}" in targets.ts: there are ${Object.keys(targets).join(", ") || "none"}`);
  return target;
}

/**
 * The version of `dashboard.grafana.app` that stores classic dashboard JSON unchanged. v1 and v1beta1 rewrite it
 * (defaults left out, schema migrated), so it would look edited.
 */
const unchangedVersion = "v0alpha1";
/** Where one of these is served too, the API is complete; Grafana 11 has `v0alpha1` as an experiment. */
const completeVersions = ["v1", "v1beta1"];

/** Versions of schema v2 that have the same form, the newest first. */
const versionsOfV2 = ["v2", "v2beta1"];

/** Before 12 there is no such path: Grafana answers 404, its start page, or a redirect to it. */
const noSuchAddress = [301, 302, 307, 308, 403, 404];

/**
 * Reads which APIs the server has, and selects the newest supported one.
 * @param schema in which dashboards are written, where the server has it; else they are written in classic JSON
 * @throws UserError where the credentials belong to another organization than the configured one
 */
export async function connect(
  access: ServerAccess,
  concurrency: number,
  schema: GrafanaApi["schema"] = "classic",
): Promise<GrafanaApi> {
  const { body } = await request(access, "GET", "/api/health", [200]);
  assertAnswer(body, {}, access, "/api/health");
  const version = textOf(objectOf(body).version);
  const grafana = version || "of unknown version";
  const { status, body: group } = await request(access, "GET", groupPath, [200, ...noSuchAddress], {
    as: "any",
  });
  await assertOrganization(access);
  const versions = status === 200 ? await served(access, group, version) : [];
  if (!versions.includes(unchangedVersion) || !completeVersions.some((one) => versions.includes(one)))
    return classicApi(access, grafana, concurrency);
  const writeVersion = schema === "v2" ? versionsOfV2.find((one) => versions.includes(one)) : undefined;
  const namespace = await namespaceOf(access);
  return appsApi(access, { grafana, version: unchangedVersion, namespace, ...(writeVersion && { writeVersion }) });
}

const groupPath = "/apis/dashboard.grafana.app";

/** The versions of the API. Something else than their list, such as a proxy's page, is taken for none before Grafana 12 only. */
async function served(access: ServerAccess, group: unknown, version: string): Promise<string[]> {
  const shape = { versions: [{ version: "text" }] } as const;
  if (misshapenPart(group, shape) !== undefined) {
    if (isBefore12(version || (await versionOfSettings(access)))) return [];
    assertAnswer(group, shape, access, groupPath);
  }
  return objectsOf(objectOf(group).versions).map(({ version }) => textOf(version));
}

const isBefore12 = (version: string): boolean => Number(version.match(/^\d+/)?.[0] ?? Infinity) < 12;

/** Where `hide_version` is set, those who are logged in read it here. */
async function versionOfSettings(access: ServerAccess): Promise<string> {
  const { body } = await request(access, "GET", "/api/frontend/settings", [200, 403, 404]);
  return textOf(objectOf(objectOf(body).buildInfo).version);
}

async function assertOrganization(access: ServerAccess): Promise<void> {
  if (access.orgId === undefined) return;
  const { body } = await request(access, "GET", "/api/org", [200]);
  assertAnswer(body, { id: "number", "name?": "text" }, access, "/api/org");
  const { id, name } = objectOf(body);
  if (String(id) !== access.orgId)
    throw new UserError(
      `${access.server}: the credentials belong to organization ${id} (${JSON.stringify(name)}), and GRAFANA_ORG_ID or the target's orgId names ${access.orgId} — use a token of that organization, or correct the id`,
    );
}

/** The namespace follows from the token's organization, which only the server knows. */
async function namespaceOf(access: ServerAccess): Promise<string> {
  const { body } = await request(access, "GET", "/api/frontend/settings", [200, 403, 404]);
  const { namespace } = objectOf(body);
  if (typeof namespace === "string" && namespace !== "") return namespace;
  return access.orgId === undefined || access.orgId === "1" ? "default" : `org-${access.orgId}`;
}
