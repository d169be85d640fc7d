import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { GrafanaApi } from "../../lib/cli/grafana/api.ts";
import { connect, grafanaAccess } from "../../lib/cli/grafana/connect.ts";
import { request, type ServerAccess } from "../../lib/cli/http/client.ts";
import { dashboardsJob, datasourceWriter, type GrafanaJobOptions, planDatasources } from "../../lib/cli/push/jobs.ts";
import { apply } from "../../lib/cli/push/run.ts";
import type { DashboardJson } from "../../lib/push/decision.ts";
import type { DatasourceJson } from "../../lib/push/resources.ts";

/** Names everything that we make, so that it collides with nothing and can be cleared away. */
const name = `push-test-${randomUUID().slice(0, 8)}`;
const tag = "bigdata";
const usual: GrafanaJobOptions = {
  project: name,
  ...{ folder: name, folderTitle: name, tag, message: "Test of push", concurrency: 2, datasources: false },
  ...{ force: false, keep: false, prune: false },
};
const running = { concurrency: 2, onError: "continue", signal: new AbortController().signal } as const;
const uids = ["a", "b", "theirs"].map((one) => `${name}-${one}`);
const [a = "", b = "", theirs = ""] = uids;

const board = (uid: string, title: string): DashboardJson => ({
  uid,
  title: `${name} ${title}`,
  tags: [tag],
  schemaVersion: 42,
  time: { from: "now-6h", to: "now" },
  panels: [{ id: 1, type: "text", title: "Text", gridPos: { x: 0, y: 0, w: 12, h: 4 }, options: { content: title } }],
});

const datasource: DatasourceJson = {
  ...{ uid: name, name, type: "prometheus", access: "proxy", url: "http://localhost:9090", isDefault: false },
  jsonData: { timeInterval: "30s" },
};

/** Of an Editor, the role that push needs. */
let access: ServerAccess;
/** Of an Admin, which datasources need. */
let admin: ServerAccess;
let api: GrafanaApi;
beforeAll(async () => {
  access = await grafanaAccess({});
  admin = { ...access, authorization: `Bearer ${process.env.GRAFANA_ADMIN_TOKEN}` };
  api = await connect(access, 2);
});
afterEach(() =>
  Promise.all(uids.map((uid) => request(access, "DELETE", `/api/dashboards/uid/${uid}`, [200, 403, 404]))),
);
afterAll(async () => {
  await request(access, "DELETE", `/api/folders/${name}`, [200, 403, 404]);
  await request(admin, "DELETE", `/api/datasources/uid/${name}`, [200, 404]);
});

const plan = (boards: readonly DashboardJson[], more: Partial<GrafanaJobOptions> = {}) => {
  const local = boards.map((json) => ({ uid: String(json.uid), file: `dashboards/${json.uid}.ts`, json }));
  return dashboardsJob(access, local, { ...usual, ...more });
};

async function push(boards: readonly DashboardJson[], more: Partial<GrafanaJobOptions> = {}) {
  const job = await plan(boards, more);
  const results = await job.apply(running);
  return [...job.decisions.map(({ kind }) => kind), ...results.map(({ outcome }) => outcome)];
}

/** What somebody does in the UI: our links, and with them the mark, stay. */
async function edit(uid: string, title: string): Promise<void> {
  const live = await api.readDashboard(uid);
  await api.update({ ...live?.json, uid, title }, name, "Edited", live?.lock ?? "");
}

const titleOf = async (uid: string) => (await api.readDashboard(uid))?.title;

it("brings dashboards, then writes nothing more", async () => {
  const boards = [board(a, "one"), board(b, "two")];
  expect(await push(boards)).toEqual(["create", "create", "done", "done"]);
  const before = await api.readDashboard(a);
  expect(await push(boards)).toEqual(["unchanged", "unchanged"]);
  expect((await api.readDashboard(a))?.lock).toBe(before?.lock);
  expect(await push([board(a, "three"), board(b, "two")])).toEqual(["update", "unchanged", "done"]);
  expect(await titleOf(a)).toBe(`${name} three`);
});

it("stops at an edit, keeps it or overwrites it as told", async () => {
  await push([board(a, "one")]);
  await edit(a, "edited");
  expect(await push([board(a, "two")])).toEqual(["conflict"]);
  expect(await push([board(a, "two")], { keep: true })).toEqual(["keep"]);
  expect(await titleOf(a)).toBe("edited");
  expect(await push([board(a, "two")], { force: true })).toEqual(["update", "done"]);
  expect(await titleOf(a)).toBe(`${name} two`);
});

it("loses no edit that is made between plan and write, not even by force", async () => {
  await push([board(a, "one")]);
  const job = await plan([board(a, "two")], { force: true });
  await edit(a, "edited later");
  expect(await job.apply(running)).toMatchObject([{ outcome: "conflict" }]);
  expect(await titleOf(a)).toBe("edited later");
});

it("stops at what somebody else made under our uid", async () => {
  await api.ensureFolder(name, name);
  await api.create(board(a, "by hand"), name, "By hand");
  expect(await push([board(a, "ours")])).toEqual(["conflict"]);
});

it("prunes what we pushed, and nothing of others", async () => {
  await push([board(a, "one"), board(b, "two")]);
  await api.create(board(theirs, "by hand"), name, "By hand");
  expect(await push([board(a, "one")])).toEqual(["unchanged"]);
  expect(await push([board(a, "one")], { prune: true })).toEqual(["unchanged", "prune", "done"]);
  expect(await api.readDashboard(b)).toBeUndefined();
  expect(await titleOf(theirs)).toBe(`${name} by hand`);
});

it("says that an Editor brings no datasources", async () => {
  // Some versions let an Editor read datasources: there it is the write that is refused.
  const bring = async () => {
    const decisions = await planDatasources(access, [datasource], usual);
    const [result] = await apply(decisions, datasourceWriter(access, usual), running);
    throw new Error(result?.error);
  };
  await expect(bring()).rejects.toThrow("datasources the role Admin");
});

it("brings a datasource as an Admin, then writes nothing more", async () => {
  const bring = async (one: DatasourceJson) => {
    const decisions = await planDatasources(admin, [one], usual);
    const results = await apply(decisions, datasourceWriter(admin, usual), running);
    return [...decisions.map(({ kind }) => kind), ...results.map(({ outcome }) => outcome)];
  };
  expect(await bring(datasource)).toEqual(["create", "done"]);
  expect(await bring(datasource)).toEqual(["unchanged"]);
  expect(await bring({ ...datasource, url: "http://localhost:9091" })).toEqual(["update", "done"]);
});
