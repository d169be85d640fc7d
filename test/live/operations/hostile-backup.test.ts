import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { serveHttp } from "../../../lib/cli/programs/endpoint.ts";
import { cli } from "./cli.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hostile-backup-"));
  await mkdir(join(folder, "data/snapshots"), { recursive: true });
  await mkdir(join(folder, "secrets"));
  await writeFile(join(folder, "secrets/key"), "a secret of this machine");
  await symlink(join(folder, "secrets"), join(folder, "data/snapshots/linked"));
});
afterAll(() => rm(folder, { recursive: true }));

/** A server that answers all three parts of a backup as it likes. */
async function hostile(answers: Readonly<Record<string, unknown>>) {
  const usual: Readonly<Record<string, unknown>> = {
    "/api/v1/admin/tsdb/snapshot": { data: { name: "fine" } },
    "/api/v2/silences": [],
    "/api/v2/status": { config: { original: "route: {}\n" } },
    "/api/search": [{ uid: "kafka" }],
    "/api/folders": [],
  };
  const requests: string[] = [];
  const server = await serveHttp((request, response) => {
    const { pathname } = new URL(request.url ?? "", "http://hostile");
    requests.push(pathname);
    const body = { ...usual, ...answers }[pathname] ?? { dashboard: {}, meta: {} };
    response.end(typeof body === "function" ? JSON.stringify(body()) : JSON.stringify(body));
  });
  onTestFinished(() => server.stop());
  const urls = { PROMETHEUS_URL: server.url, ALERTMANAGER_URL: server.url, GRAFANA_SERVER: server.url };
  const out = join(folder, "out");
  onTestFinished(() => rm(out, { recursive: true, force: true }));
  const data = ["--prometheus-data", join(folder, "data")];
  const ended = await cli({ ...urls, GRAFANA_TOKEN: "token" }, "backup", "--out", out, ...data);
  const saved = await readdir(out, { recursive: true }).catch(() => []);
  return { ...ended, saved, requests };
}

it.each(["../../../../escaped", "a/b", "..", "/tmp/escaped", "a\0b", "", null, 7, { toString: "x" }])(
  "saves no dashboard under a uid that leads elsewhere: %j",
  async (uid) => {
    const { code, stderr, saved, requests } = await hostile({ "/api/search": [{ uid: "kafka" }, { uid }] });
    expect([code, stderr]).toEqual([4, expect.stringMatching(/^grafana: not saved: .*cannot be a file's name/)]);
    expect(saved.sort()).toEqual([
      ...["alertmanager", "alertmanager/alertmanager.yml", "alertmanager/silences.json"],
      ...["backup.json", "prometheus", "prometheus/snapshot.json"],
    ]);
    expect((await readdir(folder)).sort()).toEqual(["data", "out", "secrets"]);
    expect(requests.filter((path) => path.startsWith("/api/dashboards"))).toEqual([]);
  },
);

it.each(["../../secrets", "linked", "..", "", null, "a/../../../secrets"])(
  "copies no snapshot from outside of Prometheus' folder: %j",
  async (name) => {
    const { code, stderr, saved } = await hostile({ "/api/v1/admin/tsdb/snapshot": { data: { name } } });
    expect([code, stderr]).toEqual([4, expect.stringMatching(/^prometheus: not saved: /)]);
    expect(stderr).toMatch(/cannot be a file's name|leads out of/);
    expect(saved.filter((path) => path.includes("key"))).toEqual([]);
  },
);

it("ends though Grafana's pages never do", async () => {
  const page = Array.from({ length: 1000 }, (_, i) => ({ uid: `board-${i}` }));
  const { code, stderr } = await hostile({ "/api/search": page });
  expect([code, stderr]).toEqual([4, expect.stringMatching(/^grafana: not saved: .*the same page again/)]);
});

it.each([
  ["/api/v1/admin/tsdb/snapshot", {}, "prometheus"],
  ["/api/search", { message: "no list" }, "grafana"],
  ["/api/search", [null], "grafana"],
  ["/api/v2/silences", [null], "alertmanager"],
  ["/api/v2/status", {}, "alertmanager"],
])("says what an answer lacks: %s %j", async (path, answer, part) => {
  const { code, stderr } = await hostile({ [path]: answer });
  expect([code, stderr]).toEqual([4, expect.stringMatching(new RegExp(`^${part}: not saved: http.*${path}.*: `))]);
  expect(stderr).toContain("is this the right address?");
});

it("writes through no link of the project that leads out of it", async () => {
  const project = join(folder, "project");
  onTestFinished(() => rm(project, { recursive: true }));
  await mkdir(project);
  await writeFile(join(project, "package.json"), '{ "type": "module" }');
  await writeFile(join(project, "stack.ts"), "export const stack = {};");
  await symlink(join(folder, "secrets"), join(project, "backups"));
  const { code, stderr } = await cli({}, "backup", "--project", project);
  expect([code, stderr]).toEqual([2, expect.stringContaining("leads out of")]);
  expect(await readdir(join(folder, "secrets"))).toEqual(["key"]);
  expect(await readFile(join(folder, "secrets/key"), "utf8")).toBe("a secret of this machine");
});
