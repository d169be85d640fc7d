import { isIP } from "node:net";
import { UserError } from "../outcome.ts";

/**
 * A server's address, without slashes at its end.
 * @param credentials the variables to set in place of a user and a password in the address
 * @throws UserError where it is none, or holds credentials: those would be shown wherever the address is
 */
export function serverAddress(text: string, credentials: string): string {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text))
    throw new UserError(`"${text}" is no address: it starts with http:// or https://, and a host follows`);
  const { username, password } = new URL(text);
  if (username !== "" || password !== "")
    throw new UserError(`"${text}": an address holds no user and no password — set ${credentials}`);
  return text.replace(/\/+$/, "");
}

/** Warns of a token that others on the way could read. */
export function warnOfPlainHttp(server: string): void {
  const { protocol, hostname } = new URL(server);
  if (protocol !== "http:" || isThisMachine(hostname)) return;
  process.stderr.write(`warning: ${server}: the credentials travel unencrypted — use https:// if you can\n`);
}

const isThisMachine = (hostname: string): boolean =>
  /^(?:.*\.)?localhost$/.test(hostname) ||
  hostname === "[::1]" ||
  (isIP(hostname) === 4 && hostname.startsWith("127."));
