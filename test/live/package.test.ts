import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parse } from "yaml";

const run = promisify(execFile);
const foreignProject = new URL("../fixtures/foreign-project/", import.meta.url);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "foreign-project-"));
  await cp(foreignProject, folder, { recursive: true });
  const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", folder]);
  const tarball = stdout.match(/"filename": "([^"]+)"/)?.[1] ?? "";
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

it("lets another project type-check against the public face", async () => {
  await run("node_modules/.bin/tsc", ["--noEmit"], { cwd: folder });
});

it("does not compile a misspelt team of that project", async () => {
  const { stdout } = await run("node_modules/.bin/tsc", ["--noEmit", "-p", "misspelt"], { cwd: folder }).catch(
    (e) => e,
  );
  expect(stdout).toContain(`"wardrobe"' is not assignable to type '"bakery"'`);
});

it("builds that project", async () => {
  expect(await cli("build")).toMatchObject({ code: 0, stderr: "" });
  const rules = parse(await readFile(join(folder, "dist/prometheus/rules/ovens.yml"), "utf8"));
  expect(rules.groups[0].rules[0]).toMatchObject({ alert: "OvenCold", labels: { team: "bakery" } });
  const board = JSON.parse(await readFile(join(folder, "dist/grafana/dashboards/ovens.json"), "utf8"));
  expect(board).toMatchObject({ uid: "ovens", title: "Ovens" });
  const routes = parse(await readFile(join(folder, "dist/alertmanager/alertmanager.yml"), "utf8"));
  expect(routes.route.routes).toEqual([{ matchers: ['severity="critical"'], receiver: "bakers" }]);
  expect(await readFile(join(folder, "dist/alloy/config.alloy"), "utf8")).toContain("/var/log/ovens.log");
});
