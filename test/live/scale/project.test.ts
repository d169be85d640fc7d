import "../../support/background.ts";
import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadModel } from "../../../lib/cli/load.ts";
import { ask } from "../../../lib/cli/programs/programs.ts";
import { tool } from "../../../lib/cli/programs/tools.ts";
import { findThanos, whatThanosNeeds } from "../../../scripts/servers/thanos-program.ts";

// This project with scale.example.ts as its scale.ts: what is written is read by the servers' own programs.

const cli = resolve("lib/bin/bigdata-monitoring.js");
const folders = ["alerting", "compose", "dashboards", "datasources", "logs", "metrics", "rules"];
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "scale-project-"));
  const files = (await readdir(".")).filter((name) => /^[a-z.]+\.ts$/.test(name) || name === "package.json");
  const isOurs = (path: string) => !/compose\/(?:\.env$|data)/.test(path);
  for (const name of [...folders, ...files]) await cp(name, join(folder, name), { recursive: true, filter: isOurs });
  await cp("scale.example.ts", join(folder, "scale.ts"));
  await symlink(resolve("node_modules"), join(folder, "node_modules"));
  const built = await run(process.execPath, cli, "build", "--project", folder, "--out", join(folder, "dist"));
  expect(built.code, built.stderr).toBe(0);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (program: string, ...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
  new Promise((done) =>
    execFile(program, args, { maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
      done({ code: error ? Number(error.code ?? -1) : 0, stdout, stderr }),
    ),
  );

const dist = (path: string) => join(folder, "dist", path);

describe("the example of scale.ts", () => {
  it("passes every check, with the compose overlay", async () => {
    const { code, stdout, stderr } = await run(process.execPath, cli, "check", "--project", folder);
    expect(stdout + stderr).toBe("0 problems\n");
    expect(code).toBe(0);
    expect((await loadModel(folder)).overlay?.file).toBe("compose/docker-compose.scale.yml");
  });

  it("is held against the overlay: another number of Alertmanagers is refused", async () => {
    const file = join(folder, "scale.ts");
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replace("alertmanager: { replicas: 3 }", "alertmanager: { replicas: 2 }"));
    const { code, stdout, stderr } = await run(process.execPath, cli, "check", "--project", folder);
    await writeFile(file, text);
    expect(stdout + stderr).toContain("services › alertmanager-3: is one more than scale.ts counts (2)");
    expect(code).toBe(1);
  });

  it("adds alerts about the cluster, whose examples hold", async () => {
    const rules = await readFile(dist("prometheus/rules/scale.yml"), "utf8");
    const alerts = new Set(Array.from(rules.matchAll(/alert: (\w+)/g), ([, name = ""]) => name));
    expect(alerts).toContain("AlertmanagerClusterIncomplete");
    // The other alerts are those of one machine, whose examples are evaluated elsewhere.
    const { code, stdout } = await run(process.execPath, cli, "test", "rules", "--project", folder, ...alerts);
    expect(stdout).toMatch(/^[1-9]\d* examples, 0 failed$/m);
    expect(code).toBe(0);
  });
});

describe("what is written", () => {
  it("is accepted by promtool", async () => {
    const { code, stderr } = await run(await tool("promtool"), "check", "config", dist("prometheus/prometheus.yml"));
    expect(stderr).toBe("");
    expect(code).toBe(0);
  });

  it.for(["vmalert", "Thanos Rule"])(
    "has rules that %s can evaluate, which refuses broken ones",
    async (ruler, { skip }) => {
      const thanos = await findThanos();
      if (ruler === "Thanos Rule" && thanos === undefined) skip(whatThanosNeeds);
      const check = async (files: string) =>
        ruler === "vmalert"
          ? await run(await tool("vmalert"), "-dryRun", `-rule=${files}`)
          : await run(thanos ?? "", "tools", "rules-check", `--rules=${files}`);
      expect(await check(dist("prometheus/rules/*.yml"))).toMatchObject({ code: 0 });
      const broken = join(folder, "broken.yml");
      await writeFile(broken, "groups: [{ name: a, rules: [{ alert: A, expr: 'sum(' }] }]\n");
      expect((await check(broken)).code).not.toBe(0);
    },
  );

  it.for(["scale", "stack"])("is behind a proxy whose configuration HAProxy accepts: %s", async (name, { skip }) => {
    const haproxy = await tool("haproxy");
    if ((await ask(haproxy, "-v")) === undefined) skip("HAProxy does not run here");
    // Where the container has its files, this machine has none.
    const common = (await readFile("compose/haproxy/common.cfg", "utf8")).replaceAll(
      "/etc/haproxy/",
      `${resolve("compose/haproxy")}/`,
    );
    const file = join(folder, "common.cfg");
    await writeFile(file, common);
    const files = ["-f", file, "-f", `compose/haproxy/${name}.cfg`];
    const { code, stderr } = await run("env", "PUBLIC_URL=http://localhost", haproxy, "-c", ...files);
    expect(stderr).not.toMatch(/ALERT/);
    expect(code).toBe(0);
  });
});

describe("up", () => {
  it.each([
    ["without --scale", [], "scale.ts is there: add --scale"],
    ["with --scale, but without scale.ts", ["--scale"], "--scale needs scale.ts: copy scale.example.ts"],
  ])("stops %s, before it starts anything", async (_, options, message) => {
    const project = options.length > 0 ? await withoutScale() : folder;
    const ended = await run(process.execPath, cli, "stack", "up", "--project", project, ...options);
    expect(ended.stderr).toContain(message);
    expect(ended.code).toBe(2);
  });
});

async function withoutScale(): Promise<string> {
  const copy = join(folder, "without-scale");
  for (const name of await readdir(folder)) {
    if (["scale.ts", "dist", "without-scale"].includes(name)) continue;
    if (name === "compose") await cp(join(folder, name), join(copy, name), { recursive: true });
    else await cp(join(folder, name), join(copy, name), { recursive: true, verbatimSymlinks: true });
  }
  return copy;
}
