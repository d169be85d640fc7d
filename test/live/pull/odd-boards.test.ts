import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startFakeGrafana } from "../../fakes/grafana/fake-grafana.ts";
import { cli } from "../operations/cli.ts";

let project: string;
beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), "odd-boards-"));
  await mkdir(join(project, "dashboards"));
  await writeFile(join(project, "package.json"), '{ "type": "module", "name": "odd-boards" }');
  await cp("stack.ts", join(project, "stack.ts"));
  await symlink(join(process.cwd(), "node_modules"), join(project, "node_modules"));
});
afterAll(() => rm(project, { recursive: true }));

const panel = (id: number, x: number, y: number, more: object = {}) => ({
  ...{ id, type: "timeseries", title: `Panel ${id}`, gridPos: { x, y, w: 12, h: 8 }, options: {} },
  targets: [{ refId: "A", expr: "up" }],
  fieldConfig: { defaults: { unit: "s" }, overrides: [] },
  ...more,
});
const row = (id: number, y: number, more: object = {}) => ({
  ...{ id, type: "row", title: `Row ${id}`, collapsed: false, gridPos: { x: 0, y, w: 24, h: 1 }, panels: [] },
  ...more,
});
const override = (id: string, value: unknown) => ({
  matcher: { id: "byName", options: "a" },
  properties: [{ id, value }],
});
const legacyRows = [
  { title: "Open", showTitle: true, height: "250px", panels: [{ id: 1, span: 6, type: "graph", title: "x" }] },
  { title: "Folded", collapse: true, panels: [{ id: 2, span: 12, type: "graph", title: "y" }] },
];

/** Boards that somebody drew or generated in a way of their own. */
const boards: Readonly<Record<string, object>> = {
  "rows-out-of-order": { panels: [row(10, 9), panel(2, 0, 10), row(11, 0), panel(1, 0, 1)] },
  "vertical-gaps": { panels: [panel(1, 0, 0), panel(2, 0, 20), panel(3, 12, 40)] },
  "overrides-only": {
    panels: [panel(1, 0, 0, { fieldConfig: { overrides: [override("unit", "s"), override("displayName", "b")] } })],
  },
  "defaults-only": { panels: [panel(1, 0, 0, { fieldConfig: { defaults: { unit: "s" } } })] },
  "open-row-with-panels": { panels: [row(10, 0, { panels: [panel(1, 0, 1)] })] },
  "panel-versions": { panels: [panel(1, 0, 0, { type: "stat", pluginVersion: "10.1.5" }), panel(2, 12, 0)] },
  "empty-versions": { panels: [panel(1, 0, 0, { pluginVersion: "" }), panel(2, 12, 0, { pluginVersion: "8.4.5" })] },
  "legacy-rows": { rows: legacyRows },
  "legacy-rows-and-no-panels": { rows: legacyRows, panels: [] },
};
const asBoard = (uid: string, content: object) => ({ uid, title: uid, schemaVersion: 38, ...content });
const definition = (uid: string) => readFile(join(project, `dashboards/${uid}.ts`), "utf8");

it("pulls boards of every shape from files, so that they build the same", async () => {
  const files = await Promise.all(
    Object.entries(boards).map(async ([uid, content]) => {
      const file = join(project, `${uid}.json`);
      await writeFile(file, JSON.stringify(asBoard(uid, content)));
      return file;
    }),
  );
  expect(await cli({}, "pull", "--project", project, ...files)).toEqual({
    code: 0,
    stdout: Object.keys(boards)
      .map((uid) => `dashboards/${uid}.ts\n`)
      .join(""),
    stderr: "",
  });
  expect(await definition("panel-versions")).toMatch(/pluginVersion\("10\.1\.5"\)|pluginVersion: "10\.1\.5"/);
});

it.each([
  ['{ "title": "x", "panels": [null] }', "panels[0] is null, and must be an object"],
  ['{ "title": "x", "panels": [], "annotations": { "list": [null] } }', "annotations.list[0] is null"],
  ['{ "title": "x", "panels": [{ "type": "stat", "id": 1e999 }] }', "panels[0].id is larger than any number"],
])("refuses %s, which would break the next command", async (text, reason) => {
  const file = join(project, "broken.json");
  await writeFile(file, text);
  const { code, stdout, stderr } = await cli({}, "pull", "--project", project, file);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(`${file}: ${reason}`);
});

it("pulls a number that is -0, and a file that starts with a byte order mark", async () => {
  const file = join(project, "zero.json");
  const board = { panels: [panel(1, 0, 0, { fieldConfig: { defaults: { min: "zero" }, overrides: [] } })] };
  await writeFile(file, `\ufeff${JSON.stringify(asBoard("zero", board)).replace('"zero"}', "-0.0}")}`);
  expect(await cli({}, "pull", "--project", project, file)).toEqual({
    code: 0,
    stdout: "dashboards/zero.ts\n",
    stderr: "",
  });
  expect(await definition("zero")).toMatch(/min(?:: |\()0\b/);
});

it.each(["9.4.0", "13.2.1"])("pulls legacy rows from Grafana %s as rows", async (version) => {
  const grafana = await startFakeGrafana({ version, token: "glsa_secret" });
  try {
    for (const uid of ["legacy-rows", "legacy-rows-and-no-panels"])
      grafana.store.put(asBoard(uid, boards[uid] ?? {}), "");
    const env = { GRAFANA_SERVER: grafana.url, GRAFANA_TOKEN: "glsa_secret" };
    for (const uid of ["legacy-rows", "legacy-rows-and-no-panels"]) {
      expect((await cli(env, "pull", "--force", "--project", project, uid)).code).toBe(0);
      const code = await definition(uid);
      expect(code).toMatch(/collapsedRow\(\s*"Folded"/);
      expect(code).not.toContain("rows: [\n      {");
    }
  } finally {
    await grafana.stop();
  }
});

it("names a folder, and pulls the dashboards beside it", async () => {
  const grafana = await startFakeGrafana({ version: "9.4.0", token: "glsa_secret" });
  try {
    grafana.store.put(asBoard("fine", { panels: [panel(1, 0, 0)] }), "");
    const file = join(project, "exported.json");
    await writeFile(file, JSON.stringify(asBoard("two words", { title: "Two words", panels: [panel(1, 0, 0)] })));
    grafana.store.folders.set("etl", "ETL");
    const env = { GRAFANA_SERVER: grafana.url, GRAFANA_TOKEN: "glsa_secret" };
    const { code, stdout, stderr } = await cli(env, "pull", "--project", project, "etl", "fine", file);
    expect([code, stdout]).toEqual([4, "dashboards/fine.ts\ndashboards/two-words.ts\n"]);
    expect(stderr.trim().split("\n")).toEqual([
      expect.stringMatching(/exported\.json: its uid "two words" cannot be the name of a file: .* "two-words"/),
      expect.stringMatching(/"etl" is a folder/),
    ]);
  } finally {
    await grafana.stop();
  }
});
