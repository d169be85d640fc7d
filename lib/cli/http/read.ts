import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { type ParsedExposition, parseExposition } from "../../metrics/parse-exposition.ts";
import type { Problem } from "../../model/problem.ts";
import { messageOf, UserError } from "../outcome.ts";
import { type Extra, request, type ServerAccess } from "./client.ts";
import { type Answer, assertAnswer } from "./errors.ts";

export interface ReadOptions
  extends Pick<ServerAccess, "authorization" | "headers" | "hints">,
    Pick<Extra, "body" | "as"> {
  /** A POST is sent once: nothing keeps it from taking effect twice. Defaults to GET. */
  readonly method?: "GET" | "POST";
  readonly timeoutMilliseconds?: number;
}

const success = [200, 201, 202, 203, 204];

/** One request to an address. @throws UserError with the address, the reason and how to fix it */
export function requestOnce(
  url: string,
  { method = "GET", timeoutMilliseconds = 30_000, body, as, ...access }: ReadOptions = {},
): Promise<Answer> {
  const timeouts = { attempts: method === "GET" ? 3 : 1, firstPauseMilliseconds: 250, timeoutMilliseconds };
  return request({ server: url, timeouts, ...access }, method, "", success, { body, ...(as && { as }) });
}

/**
 * The JSON that an HTTP API answers.
 * @param isAsDocumented whether it has the shape that the caller relies on; by default every shape is accepted
 * @throws UserError with the address, the reason and how to fix it
 */
export async function requestJson<T>(
  url: string,
  options: ReadOptions = {},
  isAsDocumented: (answer: unknown) => boolean = () => true,
): Promise<T> {
  const { body } = await requestOnce(url, options);
  assertAnswer(isAsDocumented(body), { server: url }, "");
  return body as T;
}

const accept = "text/plain;version=0.0.4,application/openmetrics-text;version=1.0.0;q=0.5,*/*;q=0.1";

/** Reads and parses an exposition. @param source an address, a file, or `-` for stdin. @throws UserError */
export async function readExposition(source: string): Promise<ParsedExposition> {
  return parseExposition(await readSource(source));
}

/** The lines that cannot be parsed, as problems of their source. */
export const lineProblems = (source: string, { problems }: ParsedExposition): Problem[] =>
  problems.map(({ line, message, hint }) => ({
    check: "exposition",
    severity: "error",
    file: source,
    path: [`line ${line}`],
    message,
    hint,
  }));

async function readSource(source: string): Promise<string> {
  if (/^https?:\/\//.test(source)) return fetchText(source);
  try {
    return source === "-" ? await text(process.stdin) : await readFile(source, "utf8");
  } catch (error) {
    throw new UserError(`${source}: cannot be read: ${messageOf(error)} — name a URL, a file, or - for stdin`);
  }
}

async function fetchText(url: string): Promise<string> {
  const hints = { 404: "metrics are usually served at /metrics" };
  const { body, contentType } = await requestOnce(url, { headers: { accept }, as: "text", hints });
  if (contentType?.startsWith("text/html"))
    throw new UserError(`${url}: is a web page — metrics are usually served at /metrics`);
  return String(body);
}
