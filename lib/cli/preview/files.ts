import { readFile } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { extname, join, normalize } from "node:path";
import { packageRoot } from "../package.ts";

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
