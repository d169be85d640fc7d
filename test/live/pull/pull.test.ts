import { execFile } from "node:child_process";
import { copyFile, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { environmentWith } from "../../../lib/cli/env.ts";
import { loadModel } from "../../../lib/cli/load.ts";
import { write } from "../../../lib/cli/write.ts";
import { shape, treeOf } from "../../../lib/diff/promql/shape.ts";
import { emit } from "../../../lib/emit/index.ts";
import { composeTarget } from "../../../lib/emit/target.ts";
import { startFakeGrafana } from "../../fakes/grafana/fake-grafana.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../../", import.meta.url));
const cli = join(root, "lib/bin/bigdata-monitoring.js");
const uids = ["business", "etl", "fraud-ml", "infrastructure", "kafka", "platform-overview"];
let project: string;

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

/** Dashboard JSON with every expression by what it asks. */
const asked = (json: unknown): unknown =>
  JSON.parse(JSON.stringify(json), (key, value) => {
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

it("keeps what is there, unless told", async () => {
  const source = join(root, "test/fixtures/foreign/dashboard.json");
  expect(await command(["pull", source, "--uid", "other"])).toMatchObject({ code: 0, stdout: "dashboards/other.ts\n" });
  const again = await command(["pull", source, "--uid", "other"]);
  expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining("dashboards/other.ts is there already") });
  expect((await command(["pull", source, "--uid", "other", "--force"])).code).toBe(0);
});

it("tells of a file that holds no dashboard, and writes nothing", async () => {
  const before = await readdir(join(project, "dashboards"));
  const told = await command(["pull", join(root, "package.json"), "--uid", "nothing"]);
  expect(told).toMatchObject({ code: 2, stderr: expect.stringContaining("is no dashboard") });
  expect(await readdir(join(project, "dashboards"))).toEqual(before);
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
  const before = await readdir(project, { recursive: true });
  const told = await command(["pull", join(root, "test/fixtures/foreign/dashboard.json"), "--uid", uid, "--force"]);
  expect(told).toMatchObject({ code: 2, stderr: expect.stringContaining("cannot be a file's name") });
  expect(await readdir(project, { recursive: true })).toEqual(before);
});
