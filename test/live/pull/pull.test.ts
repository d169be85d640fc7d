import { execFile } from "node:child_process";
import { copyFile, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual, promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { environmentWith } from "../../../lib/cli/env.ts";
import { loadModel } from "../../../lib/cli/load.ts";
import { writeDefinition } from "../../../lib/cli/pull.ts";
import { write } from "../../../lib/cli/write.ts";
import { shape, treeOf } from "../../../lib/diff/expressions.ts";
import { composeTarget } from "../../../lib/emit/emit.ts";
import { compileDashboard } from "../../../lib/emit/grafana.ts";
import { specV2 } from "../../../lib/emit/grafana-v2.ts";
import { emit } from "../../../lib/emit/index.ts";
import { startFakeGrafana } from "../../fakes/grafana/fake-grafana.ts";
import { condition, grid, gridItem, resourceV2, rows, tabs } from "../../fixtures/boards/v2.ts";
import { openingValues } from "../../support/panel-queries.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../../", import.meta.url));
const cli = join(root, "lib/bin/bigdata-monitoring.js");
const uids = ["business", "databases", "etl", "fraud-ml", "infrastructure", "kafka", "platform-overview"];
let project: string;

/** What the SDK's builders write into a link of a panel, which has a title, an address and a target only. */
const ofLink = {
  ...{ type: "link", icon: "", tooltip: "", tags: [], placement: "inControlsMenu", targetBlank: false },
  ...{ asDropdown: false, includeVars: false, keepTime: false },
};
const withoutDefaults = (link: object): object =>
  Object.fromEntries(
    Object.entries(link).filter(
      ([name, value]) => !isDeepStrictEqual(value, (ofLink as Record<string, unknown>)[name]),
    ),
  );

/** A project with our machinery and facts, and no dashboards. */
beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), "pull-"));
  await symlink(join(root, "lib"), join(project, "lib"));
  await symlink(join(root, "node_modules"), join(project, "node_modules"));
  for (const file of ["stack.ts", "package.json"]) await copyFile(join(root, file), join(project, file));
});
afterAll(() => rm(project, { recursive: true, force: true }));

const command = (args: string[], env: Record<string, string> = {}) =>
  run(process.execPath, [cli, ...args], { cwd: project, env: environmentWith(env) }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error) => ({ code: error.code as number, stdout: String(error.stdout), stderr: String(error.stderr) }),
  );

/** Dashboard JSON with every expression by what it asks, and panels' links without what means nothing there. */
const asked = (json: unknown): unknown =>
  JSON.parse(JSON.stringify(json), (key, value) => {
    if (key === "links") return value.map(withoutDefaults);
    const tree = key === "expr" && typeof value === "string" ? treeOf(value) : undefined;
    return tree ? shape(tree) : value;
  });

it("writes our own boards so that they type-check and build to the very same JSON", async () => {
  const defined = await loadModel(root);
  const dist = join(project, "dist");
  await write(dist, emit(defined, composeTarget(defined), ["dashboards"]), true);
  const pulled = await command(["pull", ...uids.map((uid) => join(dist, `grafana/dashboards/${uid}.json`))]);
  expect(pulled).toEqual({ code: 0, stdout: uids.map((uid) => `dashboards/${uid}.ts\n`).join(""), stderr: "" });
  const config = { extends: join(root, "tsconfig.json"), include: ["dashboards"] };
  await writeFile(join(project, "tsconfig.json"), JSON.stringify(config));
  await run(join(root, "node_modules/.bin/tsc"), ["--noEmit", "-p", project]);
  for (const uid of uids) {
    const definition = await readFile(join(project, `dashboards/${uid}.ts`), "utf8");
    expect(definition).toMatch(/^export default defineDashboard\(\{\n {2}title: "/m);
  }
  const { dashboards } = await loadModel(project);
  expect(dashboards.map(({ json }) => asked(json))).toEqual(defined.dashboards.map(({ json }) => asked(json)));
});

it("keeps an existing definition without --force", async () => {
  const source = join(root, "test/fixtures/external/dashboard.json");
  expect(await command(["pull", source, "--uid", "other"])).toMatchObject({ code: 0, stdout: "dashboards/other.ts\n" });
  const again = await command(["pull", source, "--uid", "other"]);
  expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining("dashboards/other.ts exists already") });
  expect((await command(["pull", source, "--uid", "other", "--force"])).code).toBe(0);
});

it("reports a file that is not a dashboard, and writes nothing", async () => {
  const before = await readdir(join(project, "dashboards"));
  const answer = await command(["pull", join(root, "package.json"), "--uid", "nothing"]);
  expect(answer).toMatchObject({ code: 2, stderr: expect.stringContaining("is not a dashboard") });
  expect(await readdir(join(project, "dashboards"))).toEqual(before);
});

/** Writes a board to a file of the project. */
async function boardFile(name: string, board: object): Promise<string> {
  const file = join(project, `${name}.json`);
  await writeFile(file, JSON.stringify(board));
  return file;
}

it("runs nothing of a dashboard's text, and keeps it as text", async () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: what an attacker writes.
  const attack = 'up # \\${"+(process.stdout.write("RAN"+process.env.GRAFANA_TOKEN))}';
  const targets = [{ refId: "A", expr: attack }];
  const board = {
    title: "null",
    description: "x\u2028process.stdout.write('RAN')",
    panels: [{ type: "stat", targets }],
  };
  const pulled = await command(["pull", await boardFile("attack", board)], { GRAFANA_TOKEN: "secret" });
  expect(pulled).toEqual({ code: 0, stdout: "dashboards/null.ts\n", stderr: "" });
  const { default: definition } = await import(join(project, "dashboards/null.ts"));
  expect(JSON.stringify(compileDashboard("null", definition))).toContain(JSON.stringify(attack).slice(1, -1));
});

it("neither runs nor writes code that is more than a definition", async () => {
  const before = await readdir(join(project, "dashboards"));
  const code = () => 'import { row } from "../lib/define.ts";\nexport default row(process.exit(9));\n';
  const written = writeDefinition(project, "more", { title: "x", panels: [] }, false, code);
  await expect(written).rejects.toThrow(
    "more: its definition was not run and not written, because it would contain more than a dashboard",
  );
  await expect(written).rejects.toThrow("line 2: a call of process.exit");
  expect(await readdir(join(project, "dashboards"))).toEqual(before);
});

it("pulls boards with the empty settings, gaps and odd orders that exports have", async () => {
  const at = (x: number, y: number, w: number) => ({ gridPos: { x, y, w, h: 8 }, type: "stat" });
  const query = {
    expr: "sum(rate(x_total[5m]))",
    legendFormat: "{{le}}",
    datasource: { type: "prometheus", uid: null },
  };
  const panels = [
    { title: "below", ...at(0, 40, 7), targets: [query] },
    { title: "Second", type: "row", collapsed: false, panels: [], gridPos: { x: 0, y: 20, w: 24, h: 1 } },
    { title: "above", ...at(3, 3, 7), targets: [{ ...query, expr: "sum(rate(x_total[5m])) offset 1w > 0" }] },
    { title: "no place", type: "text", options: { content: "x" } },
    { title: "empty place", type: "text", gridPos: {} },
  ];
  const empty = { timepicker: {}, __elements: {}, __inputs: [], __requires: [], links: [], time: {}, gnetId: null };
  const board = { title: "Odd", uid: "odd", ...empty, panels };
  const pulled = await command(["pull", await boardFile("odd", board)]);
  expect(pulled).toEqual({ code: 0, stdout: "dashboards/odd.ts\n", stderr: "" });
  await run(join(root, "node_modules/.bin/tsc"), ["--noEmit", "-p", project]);
  const definition = await readFile(join(project, "dashboards/odd.ts"), "utf8");
  expect(definition).toContain('"sum(rate(x_total[5m])) offset 1w > 0"');
});

it("keeps tabs and conditions where the project emits schema v2, and names what is lost elsewhere", async () => {
  const shownIf = (items: object[]) => ({ ...condition, spec: { ...condition.spec, items } });
  const items = [
    { kind: "ConditionalRenderingVariable", spec: { variable: "instance", operator: "equals", value: "a" } },
  ];
  const layout = (cpu: string, memory: string) =>
    tabs(
      ["Overview", grid(gridItem(cpu, 0, 0))],
      ["Memory", rows(["Use", grid(gridItem(memory, 0, 0)), { conditionalRendering: shownIf(items) }])],
    );
  const file = join(project, "tabs.json");
  const config = join(project, "monitoring.config.ts");
  await writeFile(file, JSON.stringify(resourceV2(layout("cpu", "memory"))));
  const lost = await command(["pull", file, "--uid", "rows"]);
  expect(lost.code).toBe(0);
  expect(lost.stderr).toContain('lost in a definition: the tabs "Overview", "Memory", now rows\n');
  expect(lost.stderr).toContain('the condition to show the row "Use"\n');
  await writeFile(config, 'export default { grafana: { schema: "v2" } };\n');
  try {
    expect(await command(["pull", file, "--uid", "tabs"])).toEqual({
      code: 0,
      stdout: "dashboards/tabs.ts\n",
      stderr: "",
    });
    const { dashboards } = await loadModel(project);
    const board = dashboards.find(({ name }) => name === "tabs");
    expect(specV2(board?.json as never)).toMatchObject({ layout: layout("panel-1", "panel-2") });
  } finally {
    await rm(config);
  }
});

it("reports every source that it cannot pull, and pulls the others", async () => {
  const good = await boardFile("good", { title: "Good", panels: [] });
  const deep = join(project, "deep.json");
  await writeFile(deep, `{"panels": [], "x": ${"[".repeat(9999)}${"]".repeat(9999)}}`);
  const nameless = await boardFile("数据", { title: "数据", panels: [] });
  const pulled = await command(["pull", deep, good, nameless]);
  expect(pulled).toMatchObject({ code: 4, stdout: "dashboards/good.ts\n" });
  expect(pulled.stderr).toContain("is nested deeper than 200 levels");
  expect(pulled.stderr).toContain("neither its uid nor its title can name a file: add --uid");
  expect(await command(["pull", good, "--uid", "../x"])).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^--uid/),
  });
});

it("writes definitions that can be checked and built, whatever their boards leave out", async () => {
  const fieldConfig = { overrides: [] };
  const panels = [{ type: "stat", title: "x", fieldConfig, targets: [{ refId: "A", expr: "up" }] }];
  const bare = await boardFile("bare", { title: "Bare", panels });
  const nulls = await boardFile("nulls", { title: "Nulls", panels, templating: { list: null } });
  expect(await command(["pull", bare, nulls])).toMatchObject({ stdout: "dashboards/bare.ts\ndashboards/nulls.ts\n" });
  await writeFile(join(project, "teams.ts"), "export const teams = {};\n");
  for (const args of [["check"], ["build", "--out", join(project, "built")]]) {
    const { stderr, code } = await command(args);
    // The checks have much to say of such boards; that is all that stops them.
    expect([code, stderr]).toEqual([1, expect.not.stringMatching(/^\w*Error: |^ +at .*\(/m)]);
  }
  const { dashboards } = await loadModel(project);
  expect(
    dashboards.filter(({ name }) => ["bare", "nulls"].includes(name)).map(({ json }) => openingValues(json)),
  ).toEqual([{}, {}]);
});

it("fetches a board that somebody edited in Grafana", async () => {
  const token = "glsa_secret";
  const grafana = await startFakeGrafana({ version: "13.2.1", token });
  const env = { GRAFANA_SERVER: grafana.url, GRAFANA_TOKEN: token };
  try {
    await run(process.execPath, [cli, "push"], { cwd: root, env: environmentWith(env) });
    grafana.store.editInUi("kafka", { title: "edited in the UI" });
    expect(await command(["pull", "kafka", "--uid", "edited"], env)).toMatchObject({ code: 0 });
    const definition = await readFile(join(project, "dashboards/edited.ts"), "utf8");
    expect(definition).toContain('title: "edited in the UI"');
    expect(definition).not.toContain("Defined in code");
    expect(await command(["pull", "nowhere"], env)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('"nowhere"'),
    });
  } finally {
    await grafana.stop();
  }
});

it.each(["../escaped", "a/b", "..", "a\\b", "a:b", "nul"])("writes no definition elsewhere: --uid %s", async (uid) => {
  // The packages and the library are links: other tests write there, and remove folders while they are listed.
  const files = async () => {
    const own = (await readdir(project, { withFileTypes: true })).filter((entry) => !entry.isSymbolicLink());
    const inside = own.map((entry) =>
      entry.isDirectory() ? readdir(join(project, entry.name), { recursive: true }) : [entry.name],
    );
    return (await Promise.all(inside)).flat();
  };
  const before = await files();
  const answer = await command(["pull", join(root, "test/fixtures/external/dashboard.json"), "--uid", uid, "--force"]);
  expect(answer).toMatchObject({ code: 2, stderr: expect.stringMatching(/cannot be a file's name|a uid has letters/) });
  expect(await files()).toEqual(before);
});
