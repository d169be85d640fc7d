import { afterEach, expect, it } from "vitest";
import { boardReader, creationOf, isSavedResource } from "../../../lib/cli/backup/parts.ts";
import { appsApi } from "../../../lib/cli/grafana/apps.ts";
import { classicApi } from "../../../lib/cli/grafana/classic.ts";
import { type Endpoint, serveHttp } from "../../../lib/cli/programs/endpoint.ts";
import { plan } from "../../../lib/push/dashboards.ts";
import { grid, gridItem, resourceV2, tabs } from "../../fixtures/boards/v2.ts";

let server: Endpoint | undefined;
afterEach(async () => {
  await server?.stop();
});

/** fake: a Grafana that answers these paths; Grafana itself is not at hand. */
async function serving(answers: Readonly<Record<string, readonly [status: number, body: unknown]>>) {
  server = await serveHttp(async (request, response) => {
    const path = new URL(request.url ?? "", "http://grafana").pathname;
    const [status, body] = answers[path] ?? [404, { message: `nothing at ${path}` }];
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  return { server: server.url, authorization: "Bearer x" };
}

const base = "/apis/dashboard.grafana.app";
const at = (version: string) => `${base}/${version}/namespaces/default/dashboards`;
const appsServer = { grafana: "13.0.0", version: "v0alpha1", namespace: "default" };
const tabbed = tabs(["One", grid(gridItem("cpu", 0, 0))], ["Two", grid(gridItem("memory", 0, 0))]);
const { metadata } = resourceV2(tabbed);
const converted = { title: "Host", uid: "host", tags: [], panels: [] };

/** The board as Grafana answers for `v0alpha1`. */
const answer = (conversion: object, spec: object | null = converted) => ({
  apiVersion: "dashboard.grafana.app/v0alpha1",
  kind: "Dashboard",
  metadata,
  spec,
  status: { conversion },
});

const options = { project: "p", folder: "hosts", prune: false, force: false, keep: false };
const local = { uid: "host", file: "dashboards/host.ts", json: { title: "Host", uid: "host" } };

it("says before a write that it would flatten tabs", async () => {
  const access = await serving({
    [at("v0alpha1")]: [200, { metadata: {}, items: [answer({ failed: false, storedVersion: "v2" })] }],
    [`${at("v2")}/host`]: [200, resourceV2(tabbed)],
  });
  const [live] = await appsApi(access, appsServer).readDashboards(["host"], "monitoring");
  expect(live).toMatchObject({ json: converted, flattened: ['the tabs "One", "Two", now rows'], lock: "7" });
  const [action] = plan([local], live ? [live] : [], options);
  expect(action).toMatchObject({ kind: "conflict" });
  expect(action?.reason).toContain('loses the tabs "One", "Two", now rows');
  expect(plan([local], live ? [live] : [], { ...options, force: true })[0]?.kind).toBe("update");
});

it("goes on where one conversion failed, with what the answer holds of it", async () => {
  const failed = { failed: true, error: "not implemented", storedVersion: "v2", source: resourceV2(tabbed) };
  const access = await serving({
    [at("v0alpha1")]: [
      200,
      {
        metadata: {},
        items: [
          answer(failed, null),
          { ...answer({ failed: true, error: "broken", storedVersion: "v2" }, null), metadata: { name: "other" } },
          { ...answer({ failed: false }), metadata: { name: "classic" } },
        ],
      },
    ],
  });
  const live = await appsApi(access, appsServer).readDashboards(["host", "other", "classic"], "monitoring");
  expect(live.map(({ uid, title }) => `${uid} ${title}`)).toEqual(["host Host", "other other", "classic Host"]);
  expect(live[0]?.flattened).toHaveLength(1);
  expect(live[1]?.unreadable).toContain("broken");
  const other = { ...local, uid: "other" };
  expect(plan([other], live, options)[0]).toMatchObject({ kind: "refuse" });
});

it("reads a board that the classic address refuses with 406", async () => {
  const message = `dashboard api version not supported, use ${at("v2beta1")}/host instead`;
  const access = await serving({
    "/api/dashboards/uid/host": [406, { message }],
    [`${at("v2beta1")}/host`]: [200, resourceV2(tabbed, "v2beta1")],
  });
  expect(await classicApi(access, "12.0.0", 1).readDashboard("host")).toMatchObject({
    title: "Host",
    flattened: ['the tabs "One", "Two", now rows'],
  });
});

it("saves a board in the version that it is stored in", async () => {
  const { server: url } = await serving({
    [base]: [200, { versions: [{ version: "v0alpha1" }, { version: "v2" }] }],
    [`${at("v0alpha1")}/host`]: [200, answer({ failed: false, storedVersion: "v2" })],
    [`${at("v2")}/host`]: [200, resourceV2(tabbed)],
    [`${at("v0alpha1")}/plain`]: [200, answer({ failed: false })],
    "/api/dashboards/uid/plain": [200, { dashboard: converted, meta: {} }],
  });
  const read = await boardReader(url, {});
  const saved = await read("host");
  expect(isSavedResource(saved)).toBe(true);
  expect(isSavedResource(saved) && creationOf(saved)).toMatchObject({
    path: at("v2"),
    body: { metadata: { name: "host", annotations: { "grafana.app/folder": "hosts" } }, spec: { title: "Host" } },
  });
  expect(await read("plain")).toEqual({ dashboard: converted, meta: {} });
});
