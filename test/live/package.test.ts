import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parse } from "yaml";

const run = promisify(execFile);
const foreignProject = new URL("../fixtures/foreign-project/", import.meta.url);
let folder: string;
let packed: { filename: string; files: { path: string }[] } | undefined;

/** Packing builds anew, which must not take the bundle from the commands of other tests. */
async function copyOfLibrary(): Promise<string> {
  const copy = join(folder, ".library");
  const isSource = (path: string) => !/\/lib\/(?:build|page|node_modules)$/.test(path);
  await cp("lib", join(copy, "lib"), { recursive: true, filter: isSource });
  await cp("tsconfig.json", join(copy, "tsconfig.json"));
  await symlink(resolve("node_modules"), join(copy, "node_modules"));
  return join(copy, "lib");
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "foreign-project-"));
  await cp(foreignProject, folder, { recursive: true });
  [packed] = JSON.parse(
    (await run("npm", ["pack", "--json", "--pack-destination", folder], { cwd: await copyOfLibrary() })).stdout,
  );
  const tarball = packed?.filename ?? "";
  await run("npm", ["install", "--prefer-offline", "--no-save", join(folder, tarball), "typescript@7"], {
    cwd: folder,
  });
}, 180_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

const cli = (...args: string[]) =>
  run("node_modules/.bin/bigdata-monitoring", args, { cwd: folder }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error) => ({ code: error.code as number, stdout: String(error.stdout), stderr: String(error.stderr) }),
  );

it("holds the library and nothing else", () => {
  const folders = new Set(packed?.files.map(({ path }) => path.replace(/\/.*/, "/")));
  expect([...folders].sort()).toEqual(["LICENSE", "README.md", "bin/", "build/", "package.json"]);
  const strangers = packed?.files.filter(({ path }) => /simulator|exporters|stack\.|scripts|\/test\//.test(path));
  expect(strangers?.filter(({ path }) => !path.startsWith("build/chunks/"))).toEqual([]);
});

it("helps with every command, and with a misspelt one", async () => {
  const { code, stdout } = await cli("--help");
  expect(code).toBe(0);
  const commands = [...stdout.matchAll(/^ {2}([a-z][a-z-]*)/gm)].map(([, name = ""]) => name);
  expect(commands.length).toBeGreaterThan(10);
  for (const command of commands.filter((name) => name !== "help"))
    expect(await cli(command, "--help"), command).toMatchObject({ code: 0, stdout: expect.stringContaining(command) });
  expect(await cli("biuld")).toMatchObject({ code: 2, stderr: expect.stringContaining("Did you mean build?") });
}, 120_000);

it("lets another project type-check against the public face", async () => {
  await run("node_modules/.bin/tsc", ["--noEmit"], { cwd: folder });
});

it("does not compile a misspelt team of that project, nor a check that is switched off without a reason", async () => {
  const { stdout } = await run("node_modules/.bin/tsc", ["--noEmit", "-p", "misspelt"], { cwd: folder }).catch(
    (e) => e,
  );
  expect(stdout).toContain(`"wardrobe"' is not assignable to type '"bakery"'`);
  expect(stdout).toMatch(/check\.ts\(3,[\s\S]*Property 'reason' is missing/);
});

it("builds that project", async () => {
  const { code, stderr } = await cli("build");
  expect(code).toBe(0);
  expect(stderr.trim().split("\n")).toEqual([
    expect.stringMatching(/^dashboards\/ovens\.ts › Heat › Doors: warning: .*"acme-oven-panel".*\(panel-unchecked\)$/),
    "1 warning",
  ]);
  const rules = parse(await readFile(join(folder, "dist/prometheus/rules/ovens.yml"), "utf8"));
  expect(rules.groups[0].rules[0]).toMatchObject({ alert: "OvenCold", labels: { team: "bakery" } });
  const board = JSON.parse(await readFile(join(folder, "dist/grafana/dashboards/ovens.json"), "utf8"));
  expect(board).toMatchObject({ uid: "ovens", title: "Ovens", tags: ["bakery"], links: [{ title: "Ovens" }] });
  expect(board.panels).toContainEqual(expect.objectContaining({ type: "acme-oven-panel", options: { doors: 4 } }));
  const routes = parse(await readFile(join(folder, "dist/alertmanager/alertmanager.yml"), "utf8"));
  expect(routes.receivers[0].opsgenie_configs).toEqual([{ responders: [{ name: "bakers", type: "team" }] }]);
  expect(routes.global).not.toHaveProperty("slack_api_url_file");
  expect(routes.route.routes).toEqual([{ matchers: ['severity="critical"'], receiver: "bakers" }]);
  expect(await readFile(join(folder, "dist/alloy/config.alloy"), "utf8")).toContain("/var/log/ovens.log");
});

it("takes that project's settings from monitoring.config.ts", async () => {
  const emitted = async (file: string) => parse(await readFile(join(folder, "dist", file), "utf8"));
  const { global } = await emitted("prometheus/prometheus.yml");
  expect(global).toEqual({
    scrape_interval: "30s",
    scrape_timeout: "10s",
    evaluation_interval: "1m",
    external_labels: { site: "north" },
  });
  const { providers } = await emitted("grafana/provisioning/dashboards/bakery.yml");
  expect(providers[0]).toMatchObject({ name: "bakery", folder: "Bakery", folderUid: "bakery" });
  const rules = await emitted("prometheus/rules/ovens.yml");
  expect(rules.groups[0].rules[0].annotations).toMatchObject({
    dashboard_url: "https://grafana.bakery.example/d/ovens",
    runbook_url: "https://wiki.bakery.example/runbooks/OvenCold.md",
  });
  const { datasources } = await emitted("grafana/provisioning/datasources/orders.yml");
  expect(datasources[0]).toMatchObject({ uid: "orders", type: "postgres", user: "grafana" });
});
