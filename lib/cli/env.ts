import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { UserError } from "./outcome.ts";

/** The folders of PATH, in the order in which a shell searches them. */
export function searchPath(): string[] {
  return (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
}

/** Our own environment with variables added, for a program that we start. */
export function environmentWith(added: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { ...process.env, ...added };
}

/** Addresses of running servers, where the environment names them; without slashes at their ends. */
export function serverUrls(): Readonly<Partial<Record<"prometheus" | "alertmanager" | "grafana" | "loki", string>>> {
  const { PROMETHEUS_URL, ALERTMANAGER_URL, GRAFANA_URL, LOKI_URL } = process.env;
  const named = { prometheus: PROMETHEUS_URL, alertmanager: ALERTMANAGER_URL, grafana: GRAFANA_URL, loki: LOKI_URL };
  return Object.fromEntries(
    Object.entries(named).flatMap(([name, url]) => (url ? [[name, url.replace(/\/+$/, "")]] : [])),
  );
}

/** The header that logs in to Grafana: a token wins over user and password, which default to admin and none. */
export function grafanaAuthorization(): Readonly<Record<string, string>> {
  const { GRAFANA_USER = "admin", GRAFANA_PASSWORD } = process.env;
  const token = tokenVariable("GRAFANA_TOKEN");
  if (token !== undefined) return { authorization: `Bearer ${token}` };
  if (!GRAFANA_PASSWORD) return {};
  return { authorization: `Basic ${Buffer.from(`${GRAFANA_USER}:${GRAFANA_PASSWORD}`).toString("base64")}` };
}

/** A variable's value; an empty one counts as unset. */
export function environmentVariable(name: string): string | undefined {
  return process.env[name] || undefined;
}

/** Where programs of this user keep what they can fetch again. Source: XDG Base Directory Specification */
export const cacheFolder = (): string => environmentVariable("XDG_CACHE_HOME") ?? join(homedir(), ".cache");

/**
 * A token that a variable holds, without the line break that a file's text ends with; an empty one counts as unset.
 * @throws UserError where no header can carry it; the token itself is not shown
 */
export function tokenVariable(name: string): string | undefined {
  const token = process.env[name]?.trim() || undefined;
  if (token !== undefined && !/^[!-~]+$/.test(token))
    throw new UserError(`${name}: holds white space or another character that no token has — set it anew`);
  return token;
}
