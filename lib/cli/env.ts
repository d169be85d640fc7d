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

/** Addresses of running servers that the environment names, as they are written there. */
export const serverUrls = (): Readonly<
  Record<"prometheus" | "alertmanager" | "grafana" | "loki", string | undefined>
> => ({
  prometheus: environmentVariable("PROMETHEUS_URL"),
  alertmanager: environmentVariable("ALERTMANAGER_URL"),
  grafana: grafanaServer(),
  loki: environmentVariable("LOKI_URL"),
});

/** The address of Grafana. */
export const grafanaServer = (): string | undefined => environmentVariable("GRAFANA_SERVER");

/**
 * The header that logs in to Grafana: a token, else a user and a password; empty where neither is set.
 * @param token the variable that holds the token
 */
export const grafanaLogin = (token = "GRAFANA_TOKEN"): { readonly authorization?: string } =>
  login(token, "GRAFANA_USER", "GRAFANA_PASSWORD", "admin");

/** The header that logs in to a ruler: a token, else a user and a password; empty where neither is set. */
export const rulerLogin = (): { readonly authorization?: string } =>
  login("RULER_TOKEN", "RULER_USER", "RULER_PASSWORD");

function login(token: string, user: string, password: string, defaultUser?: string) {
  const [bearer, name] = [tokenVariable(token), environmentVariable(user) ?? defaultUser];
  if (bearer !== undefined) return { authorization: `Bearer ${bearer}` };
  const secret = environmentVariable(password);
  if (name === undefined || secret === undefined) return {};
  return { authorization: `Basic ${Buffer.from(`${name}:${secret}`).toString("base64")}` };
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
function tokenVariable(name: string): string | undefined {
  const token = process.env[name]?.trim() || undefined;
  if (token !== undefined && !/^[!-~]+$/.test(token))
    throw new UserError(`${name}: contains white space or another character that no token has — set it again`);
  return token;
}
