import { type Endpoint, serveHttp } from "../../../lib/cli/programs/endpoint.ts";

/**
 * fake: the few paths of Grafana's HTTP API that backup and doctor ask, for Grafana itself cannot be had here.
 * Source: https://grafana.com/docs/grafana/latest/developers/http_api/ (folder_dashboard_search, dashboard, data_source)
 */
export function fakeGrafana(dashboards: readonly string[], sickDatasources: readonly string[]): Promise<Endpoint> {
  return serveHttp((request, response) => {
    const answer = (status: number, body: unknown) => response.writeHead(status).end(JSON.stringify(body));
    const { pathname } = new URL(request.url ?? "", "http://grafana");
    const [, kind, , uid = ""] = pathname.split("/").slice(1);
    if (pathname === "/api/health") return answer(200, { database: "ok" });
    if (!request.headers.authorization) return answer(401, { message: "Unauthorized" });
    if (pathname === "/api/search")
      return answer(
        200,
        dashboards.map((name) => ({ uid: name, type: "dash-db" })),
      );
    if (pathname === "/api/folders") return answer(200, []);
    if (kind === "dashboards" && dashboards.includes(uid)) return answer(200, { dashboard: { uid }, meta: {} });
    if (kind === "datasources" && !sickDatasources.includes(uid)) return answer(200, { status: "OK" });
    if (kind === "datasources") return answer(400, { status: "ERROR", message: "connection refused" });
    return answer(404, { message: "Dashboard not found" });
  });
}
