import type { IncomingMessage, ServerResponse } from "node:http";
import { textOf } from "../http/client.ts";
import { failureText } from "../http/errors.ts";
import { fitToShow, UserError } from "../outcome.ts";

/** What a page may ask of Prometheus and Loki: to read, and no more. */
const prometheusPaths = /^\/api\/v1\/(?:query|query_range|series|labels|label\/\w+\/values)$/;
const lokiPaths = /^\/loki\/api\/v1\/(?:query|query_range|series|labels|label\/\w+\/values)$/;

/** Where queries go. Addresses without a slash at their end. */
export interface Sources {
  readonly prometheus: string;
  readonly loki?: string;
}

/** The server's address behind one of ours: `/prometheus/api/v1/query` or `/loki/loki/api/v1/query`. */
export function targetOf(path: string, { prometheus, loki }: Sources): string | undefined {
  const [, source, rest = ""] = /^\/(prometheus|loki)(\/.*)$/.exec(path) ?? [];
  if (source === "prometheus" && prometheusPaths.test(rest)) return prometheus + rest;
  if (source === "loki" && loki !== undefined && lokiPaths.test(rest)) return loki + rest;
  return undefined;
}

/** A browser cannot draw more than this, and this process holds the answer in memory. */
const mostAnswerBytes = 64 * 1024 * 1024;

/**
 * Sends a query to a server, and its answer to the page: JSON only, since any other type would be read with the rights of
 * the page's own address. Redirects are not followed. Failures are answered as Prometheus answers errors.
 */
export async function passOn(target: string, { search }: URL, request: IncomingMessage, response: ServerResponse) {
  const stop = new AbortController();
  request.on("close", () => stop.abort());
  try {
    const answer = await fetch(target + search, { signal: stop.signal, redirect: "manual" });
    const text = await textOf(answer, mostAnswerBytes);
    const isJson = answer.status < 300 || answer.status >= 400 ? canParse(text) : false;
    if (!isJson) return refuse(response, `${new URL(target).origin} answers ${answer.status} without JSON`);
    response.writeHead(answer.status, { "content-type": "application/json" }).end(text);
  } catch (error) {
    if (stop.signal.aborted) return;
    refuse(response, `${new URL(target).origin}: ${error instanceof UserError ? error.message : failureText(error)}`);
  }
}

function refuse(response: ServerResponse, error: string): void {
  response.writeHead(502, { "content-type": "application/json" });
  response.end(JSON.stringify({ status: "error", error: fitToShow(error) }));
}

function canParse(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
