import { UserError } from "../outcome.ts";
import type { Answer, Attempt, GrafanaAccess } from "./exchange.ts";

/** A server that wants to be left alone for longer is not waited for. */
export const longestPauseMilliseconds = 60_000;

/** Why a request was not done, where it was asked, and what to do about it. */
export function whatWentWrong(
  { server, credentials = "GRAFANA_TOKEN, or GRAFANA_USER and GRAFANA_PASSWORD" }: GrafanaAccess,
  method: string,
  path: string,
  answer: Attempt,
): string {
  const what = `${method} ${server}${path}`;
  if ("failure" in answer) return `${what}: ${answer.failure} — is the address right, and does the server run?`;
  const told = messageOf(answer.body);
  const said = told === "" ? "" : ` (${told})`;
  if (answer.status === 401) return `${what}: 401, the credentials are not valid${said} — set ${credentials}`;
  if (answer.status === 403)
    return `${what}: 403, we may not do this${said} — dashboards need the role Editor, datasources the role Admin`;
  if (answer.location !== undefined)
    return `${what}: ${answer.status}, it is at ${answer.location} — use the address that this leads to`;
  const later =
    (answer.pause ?? 0) > longestPauseMilliseconds ? `; it asks to wait ${(answer.pause ?? 0) / 1000} s` : "";
  return `${what}: ${answer.status} ${told}${later}`;
}

/** The error for an answer that was accepted, and then turned out to be a refusal. */
export const refused = (access: GrafanaAccess, method: string, path: string, answer: Answer): UserError =>
  new UserError(whatWentWrong(access, method, path, answer));

/** @throws UserError where an answer is not what the API documents: then nothing can be decided by it */
export function assertAnswer(asExpected: boolean, { server }: GrafanaAccess, path: string): void {
  if (!asExpected)
    throw new UserError(`${server}${path}: answers something else than is documented — is this the right address?`);
}

/** What an error answer says, in either generation's words, with the single refusals that it holds. */
export function messageOf(body: unknown): string {
  if (typeof body !== "object" || body === null) return typeof body === "string" ? body.slice(0, 200) : "";
  const { message, details } = body as { message?: unknown; details?: { causes?: readonly Cause[] } };
  if (message === undefined) return JSON.stringify(body).slice(0, 200);
  const causes = (details?.causes ?? []).map(({ field = "", message = "" }) => `${field} ${message}`.trim());
  const further = causes.filter((cause) => !String(message).includes(cause));
  return [message, ...further].join("; ");
}

interface Cause {
  readonly field?: string;
  readonly message?: string;
}
