import { readFile } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { extname, join, normalize } from "node:path";
import { builtPage, previewPackage } from "../../../scripts/preview/package.ts";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};
const modules = join(previewPackage, "node_modules");

/** Grafana's components ask for fonts by the names that Grafana's own server has them under. */
const fonts = {
  inter: join(modules, "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2"),
  roboto: join(modules, "@fontsource/roboto-mono/files/roboto-mono-latin-400-normal.woff2"),
};

const grafana = join(modules, "@grafana/ui/dist/public");
/** Icons that Grafana's package asks for and does not bring. */
const ownIcons: ReadonlySet<string> = new Set(["angle-double-left", "spinner"]);

/** The file behind a path of the page: the built page, Grafana's icons, or a font. */
export function fileOf(path: string): string {
  if (path.startsWith("/public/fonts/inter/")) return fonts.inter;
  if (path.startsWith("/public/fonts/roboto/")) return fonts.roboto;
  const [, icon, name = ""] = /^\/public\/build(\/img\/icons\/\w+\/([\w-]+)\.svg)$/.exec(path) ?? [];
  if (icon) return ownIcons.has(name) ? join(previewPackage, `icons/${name}.svg`) : join(grafana, icon);
  return join(builtPage, path.startsWith("/assets/") ? normalize(path) : "index.html");
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
