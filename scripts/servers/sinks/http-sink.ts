import type { IncomingHttpHeaders } from "node:http";
import { text } from "node:stream/consumers";
import { type Endpoint, serveHttp } from "../../../lib/cli/programs/endpoint.ts";
import { Inbox } from "./inbox.ts";

export interface ReceivedRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface HttpSink extends Endpoint {
  readonly requests: Inbox<ReceivedRequest>;
  /** Sets the status of all further answers, such as 500 to fail. It is 200 at first. */
  answerWith(status: number): void;
}

/** Starts a web server that records every request, those that it answers with a failure included. */
export async function startHttpSink({ port }: { port?: number } = {}): Promise<HttpSink> {
  const requests = new Inbox<ReceivedRequest>();
  let status = 200;
  const server = await serveHttp(async (request, response) => {
    const { method = "", url = "", headers } = request;
    requests.add({ method, path: url, headers, body: await text(request) });
    // A webhook of Slack's says this, and Alertmanager takes any other word for a refusal.
    response.writeHead(status).end("ok");
  }, port);
  const answerWith = (next: number) => {
    status = next;
  };
  return { ...server, requests, answerWith };
}
