import { setTimeout as sleep } from "node:timers/promises";
import { type Dispatcher, fetch, type Response } from "undici";
import { parse } from "yaml";
import { isDeeperThan, type Shape } from "../../diff/json.ts";
import { messageOf, UserError } from "../outcome.ts";
import {
  type Answer,
  type Attempt,
  assertAnswer,
  failureText,
  longestPauseMilliseconds,
  requestError,
  type ServerAddress,
  UnreachableError,
  warnOfPlainHttp,
} from "./server.ts";

/** A server that a command sends requests to, and the credentials for it. */
export interface ServerAccess extends ServerAddress {
  /** Value of the `Authorization` header. Never printed. */
  readonly authorization?: string;
  /** Further headers, such as a ruler's tenant. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly orgId?: string;
  /** Settings of TLS, where they differ from Node's. */
  readonly dispatcher?: Dispatcher;
  readonly timeouts?: Timeouts;
}

export interface Timeouts {
  readonly attempts: number;
  /** Before the second attempt; it doubles with each further one. */
  readonly firstPauseMilliseconds: number;
  readonly timeoutMilliseconds: number;
  /** Until the server has answered once. Defaults to `timeoutMilliseconds`. */
  readonly firstTimeoutMilliseconds?: number;
}

interface Extra {
  /** Sent as it is where it is a text (YAML) or form fields, else as JSON. */
  readonly body?: unknown;
  /** Runs before each attempt; an error that it throws ends them all. */
  readonly before?: () => Promise<void>;
  /** How to read the answer: `json` refuses a web page in place of JSON, `any` accepts it as text. Defaults to `json`. */
  readonly as?: "json" | "text" | "any";
}

const defaultTimeouts: Timeouts = {
  attempts: 5,
  firstPauseMilliseconds: 250,
  timeoutMilliseconds: 30_000,
  firstTimeoutMilliseconds: 10_000,
};
const attemptsBeforeFirstAnswer = 3;
/** After so many connections in a row that failed, the server is down: no further request waits for it. */
const mostFailuresInARow = 20;
const retriedStatuses = new Set([429, 500, 502, 503, 504]);

interface Connection {
  answered: boolean;
  failuresInARow: number;
}
const connections = new WeakMap<ServerAccess, Connection>();

function connectionOf(access: ServerAccess): Connection {
  const connection = connections.get(access) ?? { answered: false, failuresInARow: 0 };
  connections.set(access, connection);
  return connection;
}

/**
 * Sends a request, and repeats it after 429, 5xx and failed connections, with growing pauses or those that the server
 * asks for. A write that is repeated must carry a lock, so that it cannot take effect twice. Redirects are not followed:
 * a redirected write may be repeated as a read, and then nothing is written.
 * @param accepted statuses that are an answer; all others are errors
 * @throws UserError with the request, the reason and a hint; UnreachableError once the server counts as down
 */
export async function request(
  access: ServerAccess,
  method: string,
  path: string,
  accepted: readonly number[],
  extra: Extra = {},
): Promise<Answer> {
  if (access.authorization !== undefined) warnOfPlainHttp(access.server);
  const { attempts, firstPauseMilliseconds } = access.timeouts ?? defaultTimeouts;
  const connection = connectionOf(access);
  for (let attempt = 1; ; attempt++) {
    if (connection.failuresInARow >= mostFailuresInARow) throw new UnreachableError(access.server, mostFailuresInARow);
    await extra.before?.();
    const answer = await attemptRequest(access, connection, method, path, extra);
    if ("status" in answer && accepted.includes(answer.status)) return answer;
    const pause = answer.pause ?? firstPauseMilliseconds * 2 ** (attempt - 1);
    const most = connection.answered ? attempts : Math.min(attempts, attemptsBeforeFirstAnswer);
    const isHanging = !connection.answered && "unreachable" in answer && answer.unreachable === "timeout";
    const isRetried = ("failure" in answer || retriedStatuses.has(answer.status)) && !isHanging;
    if (!isRetried || attempt >= most || pause > longestPauseMilliseconds)
      throw requestError(access, method, path, answer);
    await sleep(pause);
  }
}

async function attemptRequest(
  access: ServerAccess,
  connection: Connection,
  method: string,
  path: string,
  { body, as = "json" }: Extra,
): Promise<Attempt> {
  const { server, dispatcher, timeouts = defaultTimeouts } = access;
  const timeout = connection.answered ? undefined : timeouts.firstTimeoutMilliseconds;
  try {
    const response = await fetch(`${server}${path}`, {
      method,
      redirect: "manual",
      headers: headersOf(access, body),
      ...(dispatcher && { dispatcher }),
      signal: AbortSignal.timeout(timeout ?? timeouts.timeoutMilliseconds),
      ...(body !== undefined && { body: isSentAsIs(body) ? body : JSON.stringify(body) }),
    });
    const text = await textOf(response);
    Object.assign(connection, { answered: true, failuresInARow: 0 });
    return answerOf(response, text, as);
  } catch (error) {
    if (error instanceof UserError) throw new UserError(`${method} ${server}${path}: ${error.message}`);
    connection.failuresInARow++;
    const isTimeout = error instanceof Error && error.name === "TimeoutError";
    return { failure: failureText(error), unreachable: isTimeout ? "timeout" : "refused" };
  }
}

function answerOf(response: Response, text: string, as: Extra["as"]): Attempt {
  const { status, headers } = response;
  const body = as === "text" ? text : parsedJson(text);
  if (isDeeperThan(body, mostLevels))
    throw new UserError(
      `answers with JSON that is nested deeper than ${mostLevels} levels — is this the right address?`,
    );
  const [location, contentType] = [headers.get("location"), headers.get("content-type")];
  // A proxy that shows a page with status 200 has not passed the request on.
  if (as === "json" && status < 300 && typeof body === "string" && status !== 204)
    return { failure: `answers ${status} with text instead of JSON: ${body.slice(0, 80)}` };
  return {
    status,
    body,
    ...(location !== null && { location }),
    ...(contentType !== null && { contentType }),
    ...pauseOf(response),
  };
}

const isSentAsIs = (body: unknown): body is string | URLSearchParams =>
  typeof body === "string" || body instanceof URLSearchParams;

const headersOf = ({ authorization, orgId, headers }: ServerAccess, body: unknown): Record<string, string> => ({
  accept: "application/json",
  ...(authorization !== undefined && { authorization }),
  ...(orgId !== undefined && { "x-grafana-org-id": orgId }),
  ...(body !== undefined && { "content-type": contentTypeOf(body) }),
  ...headers,
});

function contentTypeOf(body: unknown): string {
  if (body instanceof URLSearchParams) return "application/x-www-form-urlencoded";
  return typeof body === "string" ? "application/yaml" : "application/json";
}

/** `Retry-After` in seconds, or as a date. */
function pauseOf({ headers }: Response): { pause?: number } {
  const asked = headers.get("retry-after");
  if (asked === null) return {};
  const pause = Number.isNaN(Number(asked)) ? Date.parse(asked) - Date.now() : Number(asked) * 1000;
  return pause > 0 ? { pause } : {};
}

function parsedJson(text: string): unknown {
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}

/** An answer is held in memory; the largest that commands ask for, a page of 500 dashboards, has a tenth of this. */
const mostBytes = 256 * 1024 * 1024;

/** No API nests its answers as deep. */
const mostLevels = 500;

/** The part of a response that is read here; Node's own fetch and undici's both have it. */
interface WithBody {
  readonly body: { [Symbol.asyncIterator](): AsyncIterator<Uint8Array> } | null;
}

/**
 * The text of an answer. An answer that is too long is not read to its end.
 * @param limit in bytes
 * @throws UserError where it is longer
 */
export async function textOf({ body }: WithBody, limit = mostBytes): Promise<string> {
  if (body === null) return "";
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > limit) throw new UserError(`answers with more than ${limit} bytes — is this the right address?`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

export interface ReadOptions
  extends Pick<ServerAccess, "authorization" | "headers" | "hints">,
    Pick<Extra, "body" | "as"> {
  /** A POST is sent once: nothing keeps it from taking effect twice. Defaults to GET. */
  readonly method?: "GET" | "POST";
  readonly timeoutMilliseconds?: number;
}

const success = [200, 201, 202, 203, 204];

function hasCredentials(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { username, password } = new URL(url);
  return username !== "" || password !== "";
}

/** One request to an address. @throws UserError with the address, the reason and how to fix it */
export function requestOnce(
  url: string,
  { method = "GET", timeoutMilliseconds = 30_000, body, as, ...access }: ReadOptions = {},
): Promise<Answer> {
  // `fetch` refuses such an address with a message that does not say what to do.
  if (hasCredentials(url))
    throw new UserError(`${url}: an address must not contain a user or a password — remove them`);
  const timeouts = { attempts: method === "GET" ? 3 : 1, firstPauseMilliseconds: 250, timeoutMilliseconds };
  return request({ server: url, timeouts, ...access }, method, "", success, { body, ...(as && { as }) });
}

/**
 * The JSON that an HTTP API answers.
 * @param shape what the caller relies on
 * @throws UserError with the address, the reason and how to fix it
 */
export async function requestJson<T>(url: string, shape: Shape, options: ReadOptions = {}): Promise<T> {
  const { body } = await requestOnce(url, options);
  assertAnswer(body, shape, { server: url }, "");
  return body as T;
}

/** The value of a YAML text that a server answered. @throws UserError where it is none */
export function yamlOf(url: string, text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new UserError(`${url}: answers with YAML that cannot be parsed: ${messageOf(error)}`);
  }
}
