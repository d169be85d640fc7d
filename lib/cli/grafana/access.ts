import { readFile } from "node:fs/promises";
import { Agent } from "undici";
import type { GrafanaTarget } from "../../push/target.ts";
import { environmentVariable } from "../env.ts";
import { Trouble } from "../outcome.ts";
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
 * @throws Trouble that names the variable that is missing
 */
export async function grafanaAccess(options: AccessOptions, target?: GrafanaTarget): Promise<GrafanaAccess> {
  const server = options.server ?? target?.server ?? environmentVariable("GRAFANA_SERVER");
  if (server === undefined)
    throw new Trouble("no Grafana to talk to: set GRAFANA_SERVER (to push, --server and --target do too)");
  if (!/^https?:\/\//.test(server)) throw new Trouble(`"${server}" is no address: it starts with http:// or https://`);
  const orgId = target?.orgId ?? environmentVariable("GRAFANA_ORG_ID");
  const dispatcher = await tlsDispatcher(options);
  return {
    server: server.replace(/\/+$/, ""),
    authorization: authorization(target?.tokenVariable ?? "GRAFANA_TOKEN"),
    ...(orgId !== undefined && { orgId }),
    ...(dispatcher && { dispatcher }),
  };
}

function authorization(tokenVariable: string): string {
  const token = environmentVariable(tokenVariable);
  if (token !== undefined) return `Bearer ${token}`;
  const [user, password] = [environmentVariable("GRAFANA_USER"), environmentVariable("GRAFANA_PASSWORD")];
  if (user !== undefined && password !== undefined)
    return `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  throw new Trouble(`no credentials: set ${tokenVariable}, or GRAFANA_USER and GRAFANA_PASSWORD`);
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
    throw new Trouble(`${file}: cannot be read: ${error.message}`);
  });
}
