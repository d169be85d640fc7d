import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Registry } from "prom-client";

export interface Endpoints {
  readonly registry: Registry;
  /** Whether the first poll has ended, with or without success. */
  readonly isReady: () => boolean;
}

/** Milliseconds that a client may take; a connection that takes longer is closed. */
export interface Timeouts {
  /** To send a request. */
  readonly request: number;
  /** To take the next part of an answer, whose memory it holds. */
  readonly answer: number;
}
const defaultTimeouts: Timeouts = { request: 10_000, answer: 30_000 };

/** Serves `/metrics`, `/-/healthy` and `/-/ready`. @returns the port, which the system chooses if it is 0 */
export async function serve(
  { registry, isReady }: Endpoints,
  address: { host: string; port: number },
  timeouts = defaultTimeouts,
): Promise<{ port: number; close(): Promise<void> }> {
  // Scrapes at the same time share the bytes: each of their own would be memory that a client decides about.
  let exposition: Promise<Buffer> | undefined;
  const expose = () => {
    exposition ??= registry
      .metrics()
      .then((text) => Buffer.from(text))
      .finally(() => {
        exposition = undefined;
      });
    return exposition;
  };

  const limits = {
    headersTimeout: timeouts.request,
    requestTimeout: timeouts.request,
    connectionsCheckingInterval: timeouts.request / 2,
  };
  const server = createServer(limits, async (request, response) => {
    const answer = (status: number, body: string | Buffer, type = "text/plain; charset=utf-8") =>
      response.writeHead(status, { "content-type": type }).end(request.method === "HEAD" ? undefined : body);

    if (request.method !== "GET" && request.method !== "HEAD") return answer(405, "use GET\n");
    switch (request.url?.split("?")[0]) {
      case "/metrics":
        return answer(200, await expose(), registry.contentType);
      case "/-/healthy":
        return answer(200, "healthy\n");
      case "/-/ready":
        return isReady() ? answer(200, "ready\n") : answer(503, "waiting for the first poll\n");
      case "/":
        return answer(200, "see /metrics, /-/healthy and /-/ready\n");
      default:
        return answer(404, "not found: see /metrics, /-/healthy and /-/ready\n");
    }
  });
  server.setTimeout(timeouts.answer);
  server.listen(address);
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.close();
      // Prometheus keeps its connections open between scrapes.
      server.closeIdleConnections();
      await once(server, "close");
    },
  };
}
