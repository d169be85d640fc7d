import { isIP } from "node:net";
import type { Stack } from "../../model/model.ts";
import { serverUrls } from "../env.ts";
import { UserError } from "../outcome.ts";

/**
 * A server's address, without slashes at its end.
 * @param credentials the variables to set in place of a user and a password in the address
 * @param source what holds the address, for messages
 * @throws UserError where it is none, or holds credentials: those would be shown wherever the address is
 */
export function serverAddress(text: string, credentials: string, source?: string): string {
  const where = source === undefined ? `"${text}"` : `${source}: "${text}"`;
  if (!/^https?:\/\//.test(text) || !URL.canParse(text))
    throw new UserError(`${where} is not an address — write http://HOST or https://HOST`);
  const { username, password, search, hash } = new URL(text);
  if (username !== "" || password !== "")
    throw new UserError(`${where}: an address must not contain a user or a password — set ${credentials}`);
  if (search !== "" || hash !== "")
    throw new UserError(`${where}: the address of a server must not contain ? or # — remove them and what follows`);
  return text.replace(/\/+$/, "");
}

const warned = new Set<string>();

/** Warns, once for each server, of credentials that others on the way could read. */
export function warnOfPlainHttp(server: string): void {
  const { protocol, hostname, origin } = new URL(server);
  if (protocol !== "http:" || isThisMachine(hostname) || warned.has(origin)) return;
  warned.add(origin);
  process.stderr.write(`warning: ${origin}: the credentials are sent unencrypted — use https:// if possible\n`);
}

const isThisMachine = (hostname: string): boolean =>
  /^(?:.*\.)?localhost$/.test(hostname) ||
  hostname === "[::1]" ||
  (isIP(hostname) === 4 && hostname.startsWith("127."));

/**
 * A name as one part of an address's path.
 * @param name from outside, such as a dashboard's uid or a rule group's name
 * @throws UserError where it would be another path: empty, `.` and `..` are resolved, whether they are escaped or not
 */
export function segment(name: string): string {
  if (["", ".", ".."].includes(name))
    throw new UserError(`${JSON.stringify(name)} cannot be part of an address — rename it on the server`);
  return encodeURIComponent(name);
}

/** The servers that people ask. */
export type ServerName = "prometheus" | "alertmanager" | "grafana" | "loki";

/**
 * Addresses of running servers, where the environment names them.
 * @throws UserError naming the variable that holds no address
 */
export function environmentAddresses(): Readonly<Partial<Record<ServerName, string>>> {
  const named = Object.entries(serverUrls()).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(
    named.map(([name, url]) => {
      const variable = `${name.toUpperCase()}_${name === "grafana" ? "SERVER" : "URL"}`;
      return [name, serverAddress(url, "the variables of its login", variable)];
    }),
  );
}

/** Where each server is: as the environment says, else where the stack is published on this machine. */
export function addressesOf(stack: Stack): Record<ServerName, string> {
  const named = environmentAddresses();
  const address = (name: ServerName) => named[name] ?? stack[name]?.ui ?? `http://localhost:${stack[name]?.port}`;
  return {
    prometheus: address("prometheus"),
    alertmanager: address("alertmanager"),
    grafana: address("grafana"),
    loki: address("loki"),
  };
}
