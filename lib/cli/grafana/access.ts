import { readFile } from "node:fs/promises";
import { Agent } from "undici";
import type { GrafanaTarget } from "../../push/target.ts";
import { serverAddress, warnOfPlainHttp } from "../api/address.ts";
import { environmentVariable, tokenVariable } from "../env.ts";
import { UserError } from "../outcome.ts";
import type { GrafanaAccess } from "./http.ts";

export interface AccessOptions {
  /** Defaults to `GRAFANA_SERVER`. */
  readonly server?: string;
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  /** Trust whatever certificate the server shows. */
  readonly insecure?: boolean;
}

/**
 * Where to push and as whom: from the options, the named target, then `GRAFANA_SERVER`, `GRAFANA_TOKEN` (or
 * `GRAFANA_USER` and `GRAFANA_PASSWORD`) and `GRAFANA_ORG_ID`.
 * @throws UserError that names the variable that is missing
 */
export async function grafanaAccess(options: AccessOptions, target?: GrafanaTarget): Promise<GrafanaAccess> {
  const server = options.server ?? target?.server ?? environmentVariable("GRAFANA_SERVER");
  if (server === undefined)
    throw new UserError("no Grafana to talk to: set GRAFANA_SERVER (to push, --server and --target do too)");
  const address = serverAddress(server, "GRAFANA_TOKEN, or GRAFANA_USER and GRAFANA_PASSWORD");
  const orgId = organization(target);
  const dispatcher = await tlsDispatcher(options);
  const credentials = authorization(target?.tokenVariable ?? "GRAFANA_TOKEN");
  warnOfPlainHttp(address);
  if (options.insecure)
    process.stderr.write(`warning: --insecure: whoever answers for ${address} gets the credentials — use --ca-file\n`);
  return {
    server: address,
    authorization: credentials,
    ...(orgId !== undefined && { orgId }),
    ...(dispatcher && { dispatcher }),
  };
}

function organization(target: GrafanaTarget | undefined): string | undefined {
  const orgId = target?.orgId ?? environmentVariable("GRAFANA_ORG_ID");
  if (orgId === undefined || /^[1-9]\d*$/.test(orgId)) return orgId;
  const place = target?.orgId === undefined ? "GRAFANA_ORG_ID" : "targets.ts: orgId";
  throw new UserError(`${place}: "${orgId}" is no organization's id: it is a number from 1`);
}

function authorization(variable: string): string {
  const token = tokenVariable(variable);
  if (token !== undefined) return `Bearer ${token}`;
  const [user, password] = [environmentVariable("GRAFANA_USER"), environmentVariable("GRAFANA_PASSWORD")];
  if (user !== undefined && password !== undefined)
    return `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  throw new UserError(`no credentials: set ${variable}, or GRAFANA_USER and GRAFANA_PASSWORD`);
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
