import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runChecks } from "../../../lib/checks/check.ts";
import { checks } from "../../../lib/checks/index.ts";
import { emitDatasources } from "../../../lib/emit/datasources.ts";
import { composeTarget } from "../../../lib/emit/emit.ts";
import { emitPrometheus } from "../../../lib/emit/prometheus.ts";
import { linksOf, type ProjectConfig, settingsOf, withUrls } from "../../../lib/model/config.ts";
import type { Model } from "../../../lib/model/model.ts";
import { libraryFiles } from "../../support/library-files.ts";
import { exampleModel } from "../checks/examples/model.ts";

const configured = (config: ProjectConfig, model: Model = exampleModel({})): Model => ({
  ...model,
  settings: settingsOf(config),
});

describe("the library", () => {
  it("holds nothing of the platform that this repository monitors", async () => {
    const ours = /big[ -]?data(?!-monitoring|Monitoring)|fraud|mlflow/i;
    const found: string[] = [];
    for (const file of await libraryFiles())
      for (const [i, line] of (await readFile(file, "utf8")).split("\n").entries())
        if (ours.test(line)) found.push(`${file}:${i + 1}: ${line.trim()}`);
    expect(found).toEqual([]);
  });
});

describe("settings", () => {
  it("have defaults for everything that a project leaves out", () => {
    expect(settingsOf({ grafana: { tag: "shop" }, prometheus: { scrapeInterval: "5s" } })).toMatchObject({
      grafana: { tag: "shop", folder: { uid: "monitoring" } },
      prometheus: { scrapeInterval: "5s", scrapeTimeout: "5s", evaluationInterval: "15s", externalLabels: {} },
      compose: { file: "compose/docker-compose.monitoring.yml" },
      checks: {},
    });
  });

  it("give public addresses to the stack, and to what alerts link to", () => {
    const grafana = { title: "Grafana", purpose: "", port: 3000, team: "platform", ui: "http://old" } as const;
    const stack = withUrls({ grafana }, { grafana: "https://grafana.example.org" });
    expect(stack.grafana?.ui).toBe("https://grafana.example.org");
    expect(linksOf(stack)).toEqual({
      dashboards: "https://grafana.example.org/d",
      runbooks: "https://grafana.example.org/public/runbooks",
    });
    expect(linksOf(stack, { runbooks: "https://wiki.example.org" }).runbooks).toBe("https://wiki.example.org");
  });

  it("name the provisioning file and its folder", () => {
    const model = configured({ grafana: { tag: "shop", folder: { title: "Shop", uid: "shop-folder" } } });
    const [provider] = emitDatasources(model, composeTarget(model));
    expect(provider).toMatchObject({
      path: "grafana/provisioning/dashboards/shop.yml",
      document: { providers: [{ name: "shop", folder: "Shop", folderUid: "shop-folder" }] },
    });
  });

  it("become Prometheus' global section, without external labels where there are none", () => {
    const global = (config: ProjectConfig) => {
      const model = configured(config);
      return (emitPrometheus(model, composeTarget(model))[0]?.document as { global?: object } | undefined)?.global;
    };
    expect(global({ prometheus: { externalLabels: { site: "north" }, evaluationInterval: "1m" } })).toEqual({
      scrape_interval: "15s",
      scrape_timeout: "10s",
      evaluation_interval: "1m",
      external_labels: { site: "north" },
    });
    expect(global({})).not.toHaveProperty("external_labels");
  });
});

describe("severity", () => {
  const lonely = exampleModel({ alert: { dashboard: "nowhere" } });
  const problems = (config: ProjectConfig) =>
    runChecks(configured(config, lonely), checks).map(({ check, severity }) => `${check}: ${severity}`);

  it("is error unless the configuration says otherwise", () => {
    expect(problems({})).toContain("alert-dashboard: error");
    const reason = "The dashboards are in another project.";
    expect(problems({ checks: { "alert-dashboard": { severity: "warning", reason } } })).toContain(
      "alert-dashboard: warning",
    );
    expect(problems({ checks: { "alert-dashboard": { severity: "off", reason } } }).join()).not.toContain(
      "alert-dashboard",
    );
  });

  it("is an error for a check that does not exist, with the name that was meant", () => {
    const model = configured({ checks: { "alert-dashbord": { severity: "off", reason: "Not ours." } } });
    expect(runChecks(model, checks)).toContainEqual({
      check: "config-check",
      severity: "error",
      file: "monitoring.config.ts",
      path: ["checks", "alert-dashbord"],
      message: 'no check "alert-dashbord"',
      hint: 'did you mean "alert-dashboard"?',
    });
  });
});

describe("the commands", () => {
  const cli = fileURLToPath(new URL("../../../lib/bin/bigdata-monitoring.js", import.meta.url));
  let project: string;
  beforeAll(async () => {
    project = await mkdtemp(join(tmpdir(), "configured-"));
    const files = {
      "package.json": '{ "type": "module" }',
      "stack.ts": "export const stack = { exporter: { title: 'E', port: 9100, team: 'nobody', purpose: '' } };",
    };
    for (const [file, text] of Object.entries(files)) await writeFile(join(project, file), text);
  });
  afterAll(() => rm(project, { recursive: true }));

  const run = (config: string, ...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
    writeFile(join(project, "monitoring.config.ts"), `export default ${config};`).then(
      () =>
        new Promise((resolve) =>
          execFile(process.execPath, [cli, ...args, "--project", project], (error, stdout, stderr) =>
            resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
          ),
        ),
    );

  it("print a warning, exit with 0 and put the severity into their JSON", { timeout: 60_000 }, async () => {
    await writeFile(
      join(project, "stack.ts"),
      `export const stack = { a: { title: 'A', port: 9100, team: 'x', purpose: '' },
        b: { title: 'B', port: 9100, team: 'x', purpose: '' } };`,
    );
    const strict = await run("{}", "check");
    expect(strict).toMatchObject({ code: 1, stderr: expect.stringContaining("(stack-port)") });
    const lax = "{ checks: { 'stack-port': { severity: 'warning', reason: 'Two hosts.' } } }";
    const warned = await run(lax, "check");
    expect(warned).toMatchObject({ code: 0, stderr: expect.stringContaining("warning: ") });
    expect(warned.stderr.trim().split("\n").at(-1)).toBe("1 warning");
    expect(JSON.parse((await run(lax, "check", "--json")).stdout).problems).toMatchObject([
      { check: "stack-port", severity: "warning" },
    ]);
    const built = await run(lax, "build", "--json");
    expect(built.code).toBe(0);
    expect(JSON.parse(built.stdout)).toMatchObject({ problems: [{ severity: "warning" }] });
    const off = await run("{ checks: { 'stack-port': { severity: 'off', reason: 'Two hosts.' } } }", "check");
    expect(off).toMatchObject({ code: 0, stderr: "0 problems\n" });
  });

  it("refuse a compose file that does not exist", { timeout: 60_000 }, async () => {
    expect(await run("{ compose: { file: 'deploy/stack.yml' } }", "check")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("compose.file: no file deploy/stack.yml"),
    });
  });

  it("refuse a setting without a reason, and unknown fields", { timeout: 60_000 }, async () => {
    expect(await run("{ checks: { 'stack-port': { severity: 'off' } }, grafan: {} }", "check")).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/unknown field "grafan"[\s\S]*checks\.stack-port: field "reason" is missing/),
    });
  });
});
