import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, join, normalize } from "node:path";
import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import { exists } from "../load/import.ts";
import { UserError } from "../outcome.ts";
import { packageRoot } from "../package.ts";
import { type Endpoint, serveHttp } from "../programs/endpoint.ts";
import type { Boards, BoardsUpdate } from "./boards.ts";
import { type LiveBoards, liveBoards } from "./live-boards.ts";
import { passOn, type Sources, targetOf } from "./proxy.ts";

export interface PreviewOptions {
  /** The folder that holds stack.ts. */
  readonly project: string;
  readonly sources: Sources;
  /** Defaults to a free one. */
  readonly port?: number;
}

/** Serves the page, the project's boards, and the queries they need; on this machine only. */
export async function startPreview({ project, sources, port }: PreviewOptions): Promise<Endpoint> {
  if (!(await exists(join(pageFolder, "index.html"))))
    throw new UserError(`${pageFolder} holds no page: build it with \`npm run preview\` in a checkout of the library`);
  // They load while the server starts, and are pushed to the page when they are there.
  const boards = liveBoards(project, sources.loki !== undefined);
  try {
    const server = await serveHttp((request, response) => answer(request, response, boards, sources), port);
    const stop = async () => {
      boards.stop();
      await server.stop();
    };
    return { ...server, stop, [Symbol.asyncDispose]: stop };
  } catch (error) {
    boards.stop();
    throw error;
  }
}

/** The page's own files and its inline styles only; icons and fonts may be data. */
const headers = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
};

/** Answers a request of the page, or refuses one that it would not send. */
export function answer(request: IncomingMessage, response: ServerResponse, boards: LiveBoards, sources: Sources): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  const url = urlOf(request);
  const target = url && targetOf(url.pathname, sources);
  if (!isOurs(request)) response.writeHead(403).end();
  else if (request.method !== "GET") response.writeHead(405).end();
  else if (!url) response.writeHead(400).end();
  else if (target) void passOn(target, url, request, response);
  else if (url.pathname === "/api/boards") pushBoards(boards, request, response);
  else if (/^\/(?:prometheus|loki|api)\//.test(url.pathname)) response.writeHead(404).end();
  else void sendFile(fileOf(url.pathname), response);
}

/** The address that a request asks for; undefined where it is none, such as `//`. */
function urlOf({ url = "" }: IncomingMessage): URL | undefined {
  const address = `http://127.0.0.1${url}`;
  return url.startsWith("/") && !url.startsWith("//") && URL.canParse(address) ? new URL(address) : undefined;
}

/** A page of another site may lead its own name to this address; its requests still carry that name. */
const isOurs = ({ headers }: IncomingMessage): boolean =>
  /^(?:127\.0\.0\.1|localhost)(?::\d+)?$/.test(headers.host ?? "");

function pushBoards(live: LiveBoards, request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  let sent: ReadonlySet<Dashboard> = new Set();
  const push = ({ boards, ...rest }: Boards) => {
    const uids = boards.map(({ uid }) => uid);
    const update: BoardsUpdate = { ...rest, uids, boards: boards.filter((board) => !sent.has(board)) };
    sent = new Set(boards);
    response.write(`data: ${JSON.stringify(update)}\n\n`);
  };
  const now = live.now();
  if (now) push(now);
  request.on("close", live.onChange(push));
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};
/** The folder of the built page, which the package holds; in a checkout `npm run preview` builds it. */
export const pageFolder = join(packageRoot, "page");

/** The file behind a path: the page, what it consists of, Grafana's icons, or a font. */
export function fileOf(path: string): string {
  if (path.startsWith("/public/fonts/inter/")) return join(pageFolder, "public/fonts/inter.woff2");
  if (path.startsWith("/public/fonts/roboto/")) return join(pageFolder, "public/fonts/roboto.woff2");
  return join(pageFolder, /^\/(?:assets|public)\//.test(path) ? normalize(path) : "index.html");
}

export async function sendFile(file: string, response: ServerResponse): Promise<void> {
  const content = await readFile(file).catch(() => undefined);
  const type = types[extname(file)];
  if (content === undefined || type === undefined) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { "content-type": type }).end(content);
}
