import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parse } from "yaml";
import { tool } from "../../lib/cli/programs/tools.ts";
import { readyCatalog, readyCatalogNames } from "../../lib/metrics/ready-catalogs.ts";

const run = promisify(execFile);
const otherProject = new URL("../fixtures/other-project/", import.meta.url);
let folder: string;
let packed: { filename: string; files: { path: string }[] } | undefined;

/** Packing builds anew, which must not take the bundle from the commands of other tests. */
async function copyOfLibrary(): Promise<string> {
  const copy = join(folder, ".library");
  const isSource = (path: string) => !/(?:^|\/)lib\/(?:build|page|node_modules)$/.test(path);
  await cp("lib", join(copy, "lib"), { recursive: true, filter: isSource });
  await cp("tsconfig.json", join(copy, "tsconfig.json"));
  await symlink(resolve("node_modules"), join(copy, "node_modules"));
  return join(copy, "lib");
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "other-project-"));
  await cp(otherProject, folder, { recursive: true });
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
  expect([...folders].sort()).toEqual(["LICENSE", "README.md", "bin/", "build/", "init/", "package.json"]);
  const unexpected = packed?.files.filter(({ path }) => /simulator|exporters|stack\.|scripts|\/test\//.test(path));
  expect(unexpected?.filter(({ path }) => !/^(?:build\/(?:cli\/)?chunks|init)\//.test(path))).toEqual([]);
});

it("holds every entry point, with its types", async () => {
  const { exports } = JSON.parse(await readFile("lib/package.json", "utf8")) as {
    exports: Record<string, { types: string; default: string }>;
  };
  const built = Object.values(exports).flatMap((entry) => [entry.types, entry.default]);
  const single = built.filter((path) => !path.includes("*")).map((path) => path.replace("./", ""));
  expect(packed?.files.map(({ path }) => path)).toEqual(expect.arrayContaining(single));
});

it("holds every ready catalog, as a module that Node imports and that TypeScript knows", async () => {
  for (const name of readyCatalogNames)
    expect(packed?.files.map(({ path }) => path)).toEqual(
      expect.arrayContaining([`build/catalogs/${name}.js`, `build/catalogs/${name}.d.ts`]),
    );
  const imports = readyCatalogNames.map((name) => `import("bigdata-monitoring/catalogs/${name}")`);
  const code = `for (const one of await Promise.all([${imports}])) console.log(Object.keys(one.default.metrics).length)`;
  const { stdout } = await run("node", ["--input-type=module", "--eval", code], { cwd: folder });
  const sizes = await Promise.all(readyCatalogNames.map(readyCatalog));
  const metrics = sizes.map((catalog) => Object.keys(catalog?.definition.metrics ?? {}).length);
  expect(stdout.trim().split("\n").map(Number)).toEqual(metrics);
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

it("type-checks another project against the entry points", async () => {
  await run("node_modules/.bin/tsc", ["--noEmit"], { cwd: folder });
});

it("tests rules, routes, log lines and queries of that project in a program of its own", async () => {
  const code = `import { results } from "./own-tests.ts"; console.log(JSON.stringify(await results(".")));`;
  await run("node_modules/.bin/tsc", ["--noEmit", "false", "--rewriteRelativeImportExtensions", "--outDir", "built"], {
    cwd: folder,
  });
  const PATH = [dirname(await tool("promtool")), process.env.PATH].join(delimiter);
  const { stdout } = await run(
    "node",
    ["--input-type=module", "--eval", code.replace("own-tests.ts", "built/own-tests.js")],
    {
      cwd: folder,
      env: { ...process.env, PATH },
    },
  );
  await rm(join(folder, "built"), { recursive: true });
  expect(JSON.parse(stdout)).toEqual({
    failures: [
      [expect.stringMatching(/^OvenCold \(critical\) fires/), undefined],
      [expect.stringMatching(/^OvenCold \(critical\) /), undefined],
    ].map((row) => row.map((cell) => cell ?? null)),
    query: ['sum by (oven) (oven_temperature_celsius{job="ovens"})', "oven_temperature_celsius"],
    receivers: { receivers: ["bakers"], reasons: [] },
    lines: [{ source: "oven", level: "warning" }],
  });
});

it("does not compile a misspelt team, alert or metric, nor a check that is switched off without a reason", async () => {
  const { stdout } = await run("node_modules/.bin/tsc", ["--noEmit", "-p", "misspelt"], { cwd: folder }).catch(
    (e) => e,
  );
  expect(stdout).toContain(`"wardrobe"' is not assignable to type '"bakery"'`);
  expect(stdout).toMatch(/examples\.ts\(\d+,\d+\): .*'OvenColt' does not exist .* Did you mean to write 'OvenCold'\?/);
  expect(stdout).toMatch(/metric\.ts\(4,.*'"alloy_build_inf"' is not assignable .* Did you mean '"alloy_build_info"'/);
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

it("starts a project that type-checks, checks, tests its alert and builds", async () => {
  const project = join(folder, "started");
  expect(await cli("init", "started")).toMatchObject({ code: 0, stderr: expect.stringContaining("cd started &&") });
  const PATH = [dirname(await tool("promtool")), process.env.PATH].join(delimiter);
  const npm = (...args: string[]) => run("npm", args, { cwd: project, env: { ...process.env, PATH } });
  expect((await npm("run", "--silent", "check")).stderr).toBe("0 problems\n");
  expect((await npm("test", "--silent")).stdout).toBe("2 examples, 0 failed\n");
  await npm("run", "--silent", "build");
  const rules = parse(await readFile(join(project, "dist/prometheus/rules/hosts.yml"), "utf8"));
  expect(rules.groups[0].rules[1]).toMatchObject({ alert: "FileSystemAlmostFull", labels: { team: "operations" } });
  expect(JSON.parse(await readFile(join(project, "package.json"), "utf8"))).toMatchObject({
    name: "started",
    dependencies: { "bigdata-monitoring": "^0.1.0", "@grafana/grafana-foundation-sdk": expect.any(String) },
  });
  // The alert's quiet example becomes one that must fire: its test fails.
  const group = join(project, "rules/hosts.ts");
  await writeFile(group, (await readFile(group, "utf8")).replace('"20x30"', '"9x30"'));
  await expect(npm("test", "--silent")).rejects.toMatchObject({ code: 1 });
}, 120_000);

it("starts no project where a file of it exists, and names the files", async () => {
  const project = join(folder, "taken");
  await mkdir(project);
  await writeFile(join(project, "stack.ts"), "mine");
  await writeFile(join(project, "rules"), "a file where a folder is needed");
  expect(await cli("init", "taken")).toMatchObject({
    code: 2,
    stdout: "",
    stderr: expect.stringContaining("rules, stack.ts exist, and init overwrites no file"),
  });
  expect((await readdir(project)).sort()).toEqual(["rules", "stack.ts"]);
  expect(await readFile(join(project, "stack.ts"), "utf8")).toBe("mine");
  expect(await cli("init", "taken/stack.ts")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("is not a folder"),
  });
}, 60_000);

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
    runbook_url: "https://wiki.bakery.example/runbooks/OvenCold.html",
  });
  const { datasources } = await emitted("grafana/provisioning/datasources/orders.yml");
  expect(datasources[0]).toMatchObject({ uid: "orders", type: "postgres", user: "grafana" });
});
