import { type Endpoint, serveHttp } from "../../lib/cli/programs/endpoint.ts";

export interface StandInOptions {
  /** The exposition that it serves, asked for at every scrape. */
  readonly exposition: () => string;
  /** Defaults to `/metrics`. */
  readonly path?: string;
  /** Defaults to a free one. */
  readonly port?: number;
}

/**
 * Starts a stand-in for an exporter that cannot run here: it serves an exposition and answers 404 elsewhere.
 * Nothing is measured by it.
 */
export async function startStandInExporter({ exposition, path = "/metrics", port }: StandInOptions): Promise<Endpoint> {
  return await serveHttp((request, response) => {
    if (request.url?.split("?")[0] !== path) return response.writeHead(404).end();
    response.setHeader("content-type", "text/plain; version=0.0.4; charset=utf-8");
    return response.end(exposition());
  }, port);
}
