import { isIP } from "node:net";
import { misshapenPart, objectOf, objectsOf, type Shape, textOf } from "../../diff/json.ts";
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

export interface Answer {
  readonly status: number;
  /** The target of a redirect. */
  readonly location?: string;
  readonly contentType?: string;
  readonly body: unknown;
}

/** The result of one attempt; `failure` where there was no usable answer, `unreachable` where there was none at all. */
export type Attempt = (Answer | { readonly failure: string; readonly unreachable?: "refused" | "timeout" }) & {
  /** Milliseconds that the server asks to wait. */
  readonly pause?: number;
};

export interface ServerAddress {
  /** Such as `https://grafana.example.org`, without a slash at its end. */
  readonly server: string;
  /** How to fix a refusal, by its status. */
  readonly hints?: Readonly<Record<number, string>>;
}

/** A pause that a server asks for and that is longer than this ends the request. */
export const longestPauseMilliseconds = 60_000;

/** A server did not answer a request at all. */
export class NoAnswerError extends UserError {}

/** So many connections in a row failed that no further request is sent. */
export class UnreachableError extends NoAnswerError {
  constructor(server: string, failures: number) {
    super(`${server}: ${failures} connections in a row failed: gave up — is the server still running?`);
  }
}

/** The error for an answer that is a refusal, or for none: the request, the reason, and how to fix it. */
export function requestError(access: ServerAddress, method: string, path: string, answer: Attempt): UserError {
  const what = `${method} ${access.server}${path}`;
  if ("failure" in answer) {
    const text = `${what}: ${answer.failure}`;
    return answer.unreachable ? new NoAnswerError(text) : new UserError(text);
  }
  const message = errorMessageOf(answer.body);
  const detail = message === "" ? "" : ` (${message})`;
  const hint = access.hints?.[answer.status];
  const meaning = { 401: "the credentials are not valid", 403: "permission denied" }[answer.status];
  if (answer.location !== undefined)
    return new UserError(
      `${what}: answers ${answer.status}, a redirect to ${answer.location} — use the address that it leads to`,
    );
  if (meaning !== undefined)
    return new UserError(`${what}: ${answer.status}, ${meaning}${detail}${hint === undefined ? "" : ` — ${hint}`}`);
  const pause =
    (answer.pause ?? 0) > longestPauseMilliseconds ? `; it asks to wait ${(answer.pause ?? 0) / 1000} s` : "";
  return new UserError(`${what}: answers ${answer.status} ${message}${pause}${hint === undefined ? "" : ` — ${hint}`}`);
}

/** @throws UserError where an answer has another shape than the API documents: nothing can be decided from it */
export function assertAnswer(answer: unknown, shape: Shape, { server }: ServerAddress, path: string): void {
  const part = misshapenPart(answer, shape);
  if (part !== undefined)
    throw new UserError(
      `${server}${path}: does not answer in the documented form of its API: ${part} — is this the right address?`,
    );
}

/** Characters of a server's own message that are shown. */
const longestMessage = 1000;

/** The message of an error answer, in either generation of Grafana's API, with its single causes. */
export function errorMessageOf(body: unknown): string {
  if (typeof body !== "object" || body === null) return typeof body === "string" ? body.trim().slice(0, 200) : "";
  const { message, details } = objectOf(body);
  if (typeof message !== "string") return JSON.stringify(body).slice(0, 200);
  const causes = objectsOf(objectOf(details).causes).map(({ field, message }) =>
    `${textOf(field)} ${textOf(message)}`.trim(),
  );
  const further = causes.filter((cause) => !message.includes(cause));
  return [message, ...further].join("; ").slice(0, longestMessage);
}

const untrusted =
  "its certificate is not signed by a trusted authority — name the authority's file: --ca-file (push), or NODE_EXTRA_CA_CERTS";
const noTls = "it does not speak TLS at this port — use http://, or the port that serves https";

/** Errors of Node and OpenSSL by their codes. Source: https://nodejs.org/docs/latest-v20.x/api/errors.html */
const meanings: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      "DEPTH_ZERO_SELF_SIGNED_CERT",
      "SELF_SIGNED_CERT_IN_CHAIN",
      "UNABLE_TO_GET_ISSUER_CERT",
      "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
      "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    ].map((code) => [code, untrusted]),
  ),
  ...{ ERR_SSL_WRONG_VERSION_NUMBER: noTls, ERR_SSL_PACKET_LENGTH_TOO_LONG: noTls, EPROTO: noTls },
  CERT_HAS_EXPIRED: "its certificate has expired — renew it",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another name — use the name that the certificate has",
};

/** Why a connection failed. `fetch` hides the reason in the cause of its error. */
export function failureText(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { code = "", message = String(cause) } = (cause ?? {}) as { code?: string; message?: string };
  const meaning = meanings[code] ?? (/wrong version number|packet length too long/.test(message) ? noTls : undefined);
  if (meaning !== undefined) return `${meaning} (${code || message})`;
  return `does not answer: ${message || code} — is the address right, and does the server run?`;
}
