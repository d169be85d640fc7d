import { setTimeout as sleep } from "node:timers/promises";
import { type Dispatcher, fetch, type Response } from "undici";
import { Trouble } from "../outcome.ts";

/** Where a Grafana (or a ruler, which speaks as it does) is, and who we are there. */
export interface GrafanaAccess {
  /** Such as `https://grafana.example.org`, without a slash at its end. */
  readonly server: string;
  /** Value of the `Authorization` header. Never printed. */
  readonly authorization?: string;
  /** The variables that it comes from, for messages. Defaults to Grafana's. */
  readonly credentials?: string;
  /** Sent along, such as a ruler's tenant. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly orgId?: string;
  /** How TLS is done, where not as usual. */
  readonly dispatcher?: Dispatcher;
  readonly patience?: Patience;
}

/** How long to wait for what. */
export interface Patience {
  readonly attempts: number;
  /** Before the second attempt; it doubles with each further one. */
  readonly firstPauseMilliseconds: number;
  readonly timeoutMilliseconds: number;
}

/** What a request may bring along. */
export interface Extra {
  /** Sent as JSON; a text as YAML. */
  readonly body?: unknown;
  /** Done before each attempt; ends them all by throwing. */
  readonly before?: () => Promise<void>;
  /** Whether a text in place of JSON, such as a page or YAML, is an answer too. */
  readonly textToo?: boolean;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const usualPatience: Patience = { attempts: 5, firstPauseMilliseconds: 250, timeoutMilliseconds: 30_000 };
const longestPauseMilliseconds = 60_000;
const worthRepeating = new Set([429, 500, 502, 503, 504]);

/**
 * Asks Grafana, again after 429, 5xx and broken connections, with growing pauses or those that the server asks for.
 * A write that is repeated carries its lock, so it cannot happen twice.
 * @param accepted statuses that are an answer; all others are trouble
 */
export async function ask(
  access: GrafanaAccess,
  method: string,
  path: string,
  accepted: readonly number[],
  { body, before, textToo = false }: Extra = {},
): Promise<Answer> {
  const { attempts, firstPauseMilliseconds } = access.patience ?? usualPatience;
  for (let attempt = 1; ; attempt++) {
    await before?.();
    const answer = textToo
      ? await askOnce(access, method, path, body)
      : noPage(await askOnce(access, method, path, body));
    if ("status" in answer && accepted.includes(answer.status)) return answer;
    const pause = answer.pause ?? firstPauseMilliseconds * 2 ** (attempt - 1);
    const repeat = "failure" in answer || worthRepeating.has(answer.status);
    if (!repeat || attempt === attempts || pause > longestPauseMilliseconds)
      throw new Trouble(whatWentWrong(access, method, path, answer));
    await sleep(pause);
  }
}

type Attempt = (Answer | { readonly failure: string }) & { readonly pause?: number };

async function askOnce(access: GrafanaAccess, method: string, path: string, body: unknown): Promise<Attempt> {
  const { server, dispatcher, patience = usualPatience } = access;
  try {
    const response = await fetch(`${server}${path}`, {
      method,
      headers: headersOf(access, body),
      ...(dispatcher && { dispatcher }),
      signal: AbortSignal.timeout(patience.timeoutMilliseconds),
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    return { status: response.status, body: parse(await response.text()), ...pauseOf(response) };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { failure: cause instanceof Error ? cause.message : String(cause) };
  }
}

/** A proxy that shows a page with status 200 has not done what we asked for. */
const noPage = (answer: Attempt): Attempt =>
  "status" in answer && answer.status < 300 && typeof answer.body === "string"
    ? { failure: `answers ${answer.status} with a page instead of JSON` }
    : answer;

const headersOf = (access: GrafanaAccess, body: unknown): Record<string, string> => ({
  accept: "application/json",
  ...(access.authorization !== undefined && { authorization: access.authorization }),
  ...(access.orgId !== undefined && { "x-grafana-org-id": access.orgId }),
  ...(body !== undefined && { "content-type": typeof body === "string" ? "application/yaml" : "application/json" }),
  ...access.headers,
});

/** `Retry-After` in seconds, or as a date. */
function pauseOf({ headers }: Response): { pause?: number } {
  const asked = headers.get("retry-after");
  if (asked === null) return {};
  const pause = Number.isNaN(Number(asked)) ? Date.parse(asked) - Date.now() : Number(asked) * 1000;
  return pause > 0 ? { pause } : {};
}

/** Proxies answer in HTML; that is text then. */
function parse(text: string): unknown {
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}

function whatWentWrong(
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
  const later =
    (answer.pause ?? 0) > longestPauseMilliseconds ? `; it asks to wait ${(answer.pause ?? 0) / 1000} s` : "";
  return `${what}: ${answer.status} ${told}${later}`;
}

/** @throws Trouble where an answer is not what the API documents: then nothing can be decided by it */
export function assertAnswer(asExpected: boolean, { server }: GrafanaAccess, path: string): void {
  if (!asExpected)
    throw new Trouble(`${server}${path}: answers something else than is documented — is this the right address?`);
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
