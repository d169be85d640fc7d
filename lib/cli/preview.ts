import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, join, normalize, resolve } from "node:path";
import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import { Command } from "commander";
import { port, webAddress } from "./arguments.ts";
import { textOf } from "./http/client.ts";
import { environmentAddresses, failureText } from "./http/server.ts";
import { exists } from "./load/bundle.ts";
import { fitToShow, UserError } from "./outcome.ts";
import { type Boards, type BoardsUpdate, type LiveBoards, liveBoards } from "./preview/live-boards.ts";
import { type Endpoint, serveHttp } from "./programs/endpoint.ts";
import { packageRoot } from "./programs/programs.ts";

interface PreviewCommandOptions {
  readonly project: string;
  readonly prometheus?: string;
  readonly loki?: string;
  readonly port?: number;
}

export default new Command("preview")
  .option("--project <dir>", "the folder that holds stack.ts", ".")
  .option("--prometheus <url>", "where queries go (or PROMETHEUS_URL)", webAddress)
  .option("--loki <url>", "where log queries go (or LOKI_URL)", webAddress)
  .option("--port <number>", "the page's port; any free one by default", port)
  .action(preview);

async function preview({ project, port: wanted, ...given }: PreviewCommandOptions): Promise<void> {
  const known = environmentAddresses();
  const [prometheus, loki] = [given.prometheus ?? known.prometheus, given.loki ?? known.loki];
  if (prometheus === undefined)
    throw new UserError("no address of Prometheus: set --prometheus <url> or PROMETHEUS_URL.");
  const sources = { prometheus, ...(loki && { loki }) };
  const page = await startPreview({
    project: resolve(project),
    sources,
    ...(wanted && { port: wanted }),
  });
  process.stdout.write(`${page.url}\n`);
  await new Promise(() => {});
}

export interface PreviewOptions {
  /** The folder that holds stack.ts. */
  readonly project: string;
  readonly sources: Sources;
  /** Defaults to a free one. */
  readonly port?: number;
}

/**
 * Serves the page, the project's boards, and the queries they need; on this machine only.
 * @throws UserError when the port is taken, or the page is not built
 */
export async function startPreview({ project, sources, port }: PreviewOptions): Promise<Endpoint> {
  // A port that is taken is reported before anything is loaded.
  if (port !== undefined) await (await serveHttp(() => {}, port)).stop();
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
const pageFolder = join(packageRoot, "page");

/** The file behind a path: the page, what it consists of, Grafana's icons, or a font. */
function fileOf(path: string): string {
  if (path.startsWith("/public/fonts/inter/")) return join(pageFolder, "public/fonts/inter.woff2");
  if (path.startsWith("/public/fonts/roboto/")) return join(pageFolder, "public/fonts/roboto.woff2");
  return join(pageFolder, /^\/(?:assets|public)\//.test(path) ? normalize(path) : "index.html");
}

async function sendFile(file: string, response: ServerResponse): Promise<void> {
  const content = await readFile(file).catch(() => undefined);
  const type = types[extname(file)];
  if (content === undefined || type === undefined) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { "content-type": type }).end(content);
}

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
async function passOn(target: string, { search }: URL, request: IncomingMessage, response: ServerResponse) {
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
