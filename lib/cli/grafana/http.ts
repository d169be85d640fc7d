import { setTimeout as sleep } from "node:timers/promises";
import { fetch, type Response } from "undici";
import { textOf } from "../api/limited.ts";
import { UserError } from "../outcome.ts";
import type { Answer, Attempt, GrafanaAccess, Timeouts } from "./exchange.ts";
import { longestPauseMilliseconds, whatWentWrong } from "./refusal.ts";

export type { Answer, GrafanaAccess, Timeouts } from "./exchange.ts";

/** What a request may bring along. */
export interface Extra {
  /** Sent as JSON; a text as YAML. */
  readonly body?: unknown;
  /** Done before each attempt; ends them all by throwing. */
  readonly before?: () => Promise<void>;
  /** Whether a text in place of JSON, such as a page or YAML, is an answer too. */
  readonly textToo?: boolean;
}

const defaultTimeouts: Timeouts = { attempts: 5, firstPauseMilliseconds: 250, timeoutMilliseconds: 30_000 };
const worthRepeating = new Set([429, 500, 502, 503, 504]);

/**
 * Asks Grafana, again after 429, 5xx and broken connections, with growing pauses or those that the server asks for.
 * A write that is repeated carries its lock, so it cannot happen twice. Redirects are not followed: a redirected write
 * may be repeated as a read, and then nothing is written.
 * @param accepted statuses that are an answer; all others are trouble
 */
export async function ask(
  access: GrafanaAccess,
  method: string,
  path: string,
  accepted: readonly number[],
  { body, before, textToo = false }: Extra = {},
): Promise<Answer> {
  const { attempts, firstPauseMilliseconds } = access.timeouts ?? defaultTimeouts;
  for (let attempt = 1; ; attempt++) {
    await before?.();
    const answer = textToo
      ? await askOnce(access, method, path, body)
      : noPage(await askOnce(access, method, path, body));
    if ("status" in answer && accepted.includes(answer.status)) return answer;
    const pause = answer.pause ?? firstPauseMilliseconds * 2 ** (attempt - 1);
    const repeat = "failure" in answer || worthRepeating.has(answer.status);
    if (!repeat || attempt === attempts || pause > longestPauseMilliseconds)
      throw new UserError(whatWentWrong(access, method, path, answer));
    await sleep(pause);
  }
}

async function askOnce(access: GrafanaAccess, method: string, path: string, body: unknown): Promise<Attempt> {
  const { server, dispatcher, timeouts = defaultTimeouts } = access;
  try {
    const response = await fetch(`${server}${path}`, {
      method,
      redirect: "manual",
      headers: headersOf(access, body),
      ...(dispatcher && { dispatcher }),
      signal: AbortSignal.timeout(timeouts.timeoutMilliseconds),
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const location = response.headers.get("location");
    return {
      status: response.status,
      body: parse(await textOf(response)),
      ...(location !== null && { location }),
      ...pauseOf(response),
    };
  } catch (error) {
    if (error instanceof UserError) throw new UserError(`${method} ${server}${path}: ${error.message}`);
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
