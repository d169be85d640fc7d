import { setTimeout as sleep } from "node:timers/promises";
import { type Dispatcher, fetch } from "undici";
import { Trouble } from "../outcome.ts";

/** Where a Grafana is, and who we are there. */
export interface GrafanaAccess {
  /** Such as `https://grafana.example.org`, without a slash at its end. */
  readonly server: string;
  /** Value of the `Authorization` header. Never printed. */
  readonly authorization: string;
  readonly orgId?: string;
  /** How TLS is done, where not as usual. */
  readonly dispatcher?: Dispatcher;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const attempts = 5;
const firstPauseMilliseconds = 250;
const timeoutMilliseconds = 30_000;
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
  body?: unknown,
): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    const answer = await askOnce(access, method, path, body);
    if ("status" in answer && accepted.includes(answer.status)) return answer;
    const repeat = "failure" in answer || worthRepeating.has(answer.status);
    if (!repeat || attempt === attempts) throw new Trouble(whatWentWrong(access, method, path, answer));
    await sleep(answer.pause ?? firstPauseMilliseconds * 2 ** (attempt - 1));
  }
}

type Attempt = (Answer | { readonly failure: string }) & { readonly pause?: number };

async function askOnce(
  { server, authorization, orgId, dispatcher }: GrafanaAccess,
  method: string,
  path: string,
  body: unknown,
): Promise<Attempt> {
  try {
    const response = await fetch(`${server}${path}`, {
      method,
      headers: {
        authorization,
        accept: "application/json",
        ...(orgId !== undefined && { "x-grafana-org-id": orgId }),
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(dispatcher && { dispatcher }),
      signal: AbortSignal.timeout(timeoutMilliseconds),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const seconds = Number(response.headers.get("retry-after"));
    const pause = seconds > 0 ? { pause: seconds * 1000 } : {};
    return { status: response.status, body: parse(await response.text()), ...pause };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { failure: cause instanceof Error ? cause.message : String(cause) };
  }
}

/** Proxies answer in HTML; that is text then. */
function parse(text: string): unknown {
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}

function whatWentWrong({ server }: GrafanaAccess, method: string, path: string, answer: Attempt): string {
  const what = `${method} ${server}${path}`;
  if ("failure" in answer) return `${what}: ${answer.failure} — is the address right, and does the server run?`;
  if (answer.status === 401)
    return `${what}: 401, the credentials are not valid — set GRAFANA_TOKEN, or GRAFANA_USER and GRAFANA_PASSWORD`;
  if (answer.status === 403) return `${what}: 403, the token may not do this — pushing needs the role Editor`;
  return `${what}: ${answer.status} ${messageOf(answer.body)}`;
}

/** What an error answer says, in either generation's words. */
export function messageOf(body: unknown): string {
  if (typeof body !== "object" || body === null) return typeof body === "string" ? body.slice(0, 200) : "";
  return "message" in body ? String(body.message) : JSON.stringify(body).slice(0, 200);
}
