import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Registry } from "prom-client";

export interface Endpoints {
  readonly registry: Registry;
  /** Whether the first poll has ended, well or not: before that there is nothing to scrape. */
  readonly isReady: () => boolean;
}

/** Serves `/metrics`, `/-/healthy` and `/-/ready`. @returns the port, which 0 leaves to the system */
export async function serve(
  { registry, isReady }: Endpoints,
  address: { host: string; port: number },
): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    const answer = (status: number, body: string, type = "text/plain; charset=utf-8") =>
      response.writeHead(status, { "content-type": type }).end(request.method === "HEAD" ? undefined : body);

    if (request.method !== "GET" && request.method !== "HEAD") return answer(405, "use GET\n");
    switch (request.url?.split("?")[0]) {
      case "/metrics":
        return answer(200, await registry.metrics(), registry.contentType);
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
  await listen(server, address);
  return { port: (server.address() as AddressInfo).port, close: () => close(server) };
}

const listen = (server: Server, { host, port }: { host: string; port: number }): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => resolve());
  });

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    // Prometheus keeps its connections open between scrapes.
    server.closeIdleConnections();
  });
