import { json } from "node:stream/consumers";
import { type Endpoint, serveHttp } from "../../../lib/cli/programs/endpoint.ts";

/** A board, and whether a file provisions it. */
interface Board {
  readonly dashboard: { readonly uid: string } & Record<string, unknown>;
  readonly meta: { readonly provisioned?: boolean; readonly folderUid?: string };
}

interface Folder {
  readonly uid: string;
  readonly title: string;
  readonly parentUid?: string;
}

/** What a fake Grafana keeps; posts change it. */
export interface Kept {
  readonly boards: Map<string, Board>;
  readonly folders: Folder[];
}

/**
 * fake: the few paths of Grafana's HTTP API that backup, restore and doctor ask, for Grafana itself cannot be had here.
 * Source: https://grafana.com/docs/grafana/latest/developers/http_api/ (folder_dashboard_search, dashboard, data_source)
 */
export function fakeGrafana(
  dashboards: readonly string[],
  sickDatasources: readonly string[],
  kept: Kept = { boards: new Map(), folders: [] },
): Promise<Endpoint> {
  for (const uid of dashboards) kept.boards.set(uid, { dashboard: { uid }, meta: {} });
  return serveHttp(async (request, response) => {
    const answer = (status: number, body: unknown) => response.writeHead(status).end(JSON.stringify(body));
    const { pathname, searchParams } = new URL(request.url ?? "", "http://grafana");
    const [, kind, , uid = ""] = pathname.split("/").slice(1);
    if (pathname === "/api/health") return answer(200, { database: "ok" });
    if (!request.headers.authorization) return answer(401, { message: "Unauthorized" });
    if (request.method === "POST" && pathname === "/api/folders") {
      const folder = (await json(request)) as Folder;
      const isOrphan = folder.parentUid !== undefined && !kept.folders.some(({ uid }) => uid === folder.parentUid);
      if (isOrphan) return answer(400, { message: "parent folder not found" });
      kept.folders.push(folder);
      return answer(200, folder);
    }
    if (request.method === "POST" && pathname === "/api/dashboards/db") {
      const { dashboard, folderUid } = (await json(request)) as Board & { folderUid?: string };
      kept.boards.set(dashboard.uid, { dashboard, meta: folderUid === undefined ? {} : { folderUid } });
      return answer(200, { uid: dashboard.uid, status: "success" });
    }
    if (pathname === "/api/search")
      return answer(
        200,
        searchParams.get("type") === "dash-folder"
          ? kept.folders.map(({ uid, title, parentUid }) => ({ uid, title, folderUid: parentUid }))
          : [...kept.boards.keys()].map((name) => ({ uid: name, type: "dash-db" })),
      );
    if (kind === "dashboards" && kept.boards.has(uid)) return answer(200, kept.boards.get(uid));
    if (kind === "datasources" && !sickDatasources.includes(uid)) return answer(200, { status: "OK" });
    if (kind === "datasources") return answer(400, { status: "ERROR", message: "connection refused" });
    return answer(404, { message: "Dashboard not found" });
  });
}
