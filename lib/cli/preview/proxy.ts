import type { IncomingMessage, ServerResponse } from "node:http";

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

/** Passes a query on and its answer back. A server that does not answer is told in its own form of an error. */
export async function passOn(target: string, { search }: URL, request: IncomingMessage, response: ServerResponse) {
  const stop = new AbortController();
  request.on("close", () => stop.abort());
  try {
    const answer = await fetch(target + search, { signal: stop.signal });
    response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "text/plain" });
    response.end(Buffer.from(await answer.arrayBuffer()));
  } catch (error) {
    if (stop.signal.aborted) return;
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    response.writeHead(502, { "content-type": "application/json" });
    response.end(JSON.stringify({ status: "error", error: `${new URL(target).origin} does not answer: ${cause}` }));
  }
}
