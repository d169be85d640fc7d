import { spawn } from "node:child_process";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { fingerprint, withMarker } from "../../../lib/push/decision.ts";
import { type FakeGrafana, type Fault, startFakeGrafana } from "../../fakes/grafana/fake-grafana.ts";
import { type SmallProject, smallProject } from "./small-project.ts";

const cli = fileURLToPath(new URL("../../../lib/bin/bigdata-monitoring.js", import.meta.url));
const token = "glsa_secret";
const ofPlatform = ["business", "databases", "etl", "fraud-ml", "infrastructure", "kafka", "platform-overview"];
const titles = { etl: "ETL", hosts: "Hosts", kafka: "Kafka", sales: "Sales" };
const uids = Object.keys(titles);

let project: SmallProject;
beforeAll(async () => {
  project = await smallProject(titles);
});
afterAll(() => project.remove());

describe.each([["9.4.0"], ["13.2.1"]])("push to a fake Grafana %s", (version) => {
  let grafana: FakeGrafana;
  beforeEach(async () => {
    grafana = await startFakeGrafana({ version, token });
  });
  afterEach(async () => {
    expect(grafana.violations).toEqual([]);
    await grafana.stop();
  });

  const push = (...args: string[]) => run(["push", "--server", grafana.url, "--project", project.folder, ...args]);
  const writes = () => grafana.requests.filter((request) => !request.startsWith("GET"));
  const edit = (uid: string) => grafana.store.editInUi(uid, { title: "edited in the UI" });
  const title = (uid: string) => grafana.store.dashboards.get(uid)?.json.title;

  it("brings every dashboard of the platform, then nothing more", async () => {
    const pushPlatform = () => run(["push", "--server", grafana.url]);
    expect((await pushPlatform()).code).toBe(0);
    expect([...grafana.store.dashboards.keys()].sort()).toEqual(ofPlatform);
    grafana.requests.length = 0;
    expect(await pushPlatform()).toMatchObject({ code: 0, stdout: expect.stringContaining("7 unchanged") });
    expect(writes()).toEqual([]);
  });

  it("brings datasources with the addresses of a file", async () => {
    const admin = await startFakeGrafana({ version, token, adminToken: "glsa_admin" });
    onTestFinished(() => admin.stop());
    const folder = await mkdtemp(join(tmpdir(), "addresses-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, "addresses.json");
    await writeFile(file, '{ "prometheus": "metrics.example:9090" }');
    const args = ["push", "--server", admin.url, "--datasources", "--addresses", file];
    expect((await run(args, "glsa_admin")).code).toBe(0);
    expect(admin.store.datasources.get("prometheus")).toMatchObject({ url: "http://metrics.example:9090" });
  });

  it("prints an error as JSON where a program reads", async () => {
    const { code, stdout } = await run(["push", "--server", "http://127.0.0.1:9", "--json"]);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toEqual({ error: expect.stringContaining("http://127.0.0.1:9") });
  });

  it("writes nothing in a dry run", async () => {
    expect(await push("--dry-run")).toMatchObject({ code: 0, stdout: expect.stringContaining("4 create") });
    expect(writes()).toEqual([]);
  });

  it("stops at an edit in the UI, keeps it or overwrites it as requested", async () => {
    await push();
    edit("kafka");
    const result = await push();
    expect(result).toMatchObject({ code: 1, stdout: expect.stringContaining("conflict  kafka") });
    expect(result.stdout).toContain('"edited in the UI"');
    expect(title("kafka")).toBe("edited in the UI");
    expect((await push("--keep")).code).toBe(0);
    expect(title("kafka")).toBe("edited in the UI");
    expect((await push("--force")).code).toBe(0);
    expect(title("kafka")).toBe("Kafka");
  });

  it("loses no edit that is made between plan and write", async () => {
    await push();
    const stored = grafana.store.dashboards.get("kafka");
    if (stored) stored.json = { ...stored.json, links: [] };
    grafana.store.dashboards.delete("etl");
    let edited = false;
    grafana.fault = ({ method, body }) => {
      if (!edited && method === "POST" && JSON.stringify(body).includes('"uid":"etl"')) {
        grafana.store.put({ uid: "etl", title: "made by somebody else" }, "shop");
        edited = true;
      }
      return undefined;
    };
    const { code } = await push();
    expect(code).not.toBe(0);
    expect(title("etl")).toBe("made by somebody else");
  });

  it("refuses what is file-provisioned, and says so", async () => {
    await push();
    const stored = grafana.store.dashboards.get("kafka");
    if (stored) stored.owner = "classic-file-provisioning";
    expect(await push()).toMatchObject({
      code: 1,
      stdout: expect.stringContaining("refuse    kafka: file provisioning manages it"),
    });
  });

  it("prunes what we pushed, and touches nothing of others", async () => {
    await push();
    const old = { uid: "old", title: "Old", tags: ["shop"] };
    const marker = { uid: "old", source: "dashboards/old.ts", fingerprint: fingerprint(old) };
    grafana.store.put(withMarker(old, { ...marker, project: project.name }), "shop");
    const others = { ...old, uid: "others", title: "Of another project" };
    grafana.store.put(withMarker(others, { ...marker, uid: "others", project: "others" }), "shop");
    const unnamed = { ...old, uid: "unnamed", title: "Of a project that is not named" };
    grafana.store.put(withMarker(unnamed, { ...marker, uid: "unnamed" }), "shop");
    grafana.store.put({ uid: "theirs", title: "Theirs", tags: ["shop"] }, "");
    expect((await push()).code).toBe(0);
    expect(grafana.store.dashboards.has("old")).toBe(true);
    const pruned = await push("--prune");
    expect(pruned).toMatchObject({ code: 0, stdout: expect.stringMatching(/keep +unnamed: .*names no project/) });
    expect([...grafana.store.dashboards.keys()].sort()).toEqual([...uids, "others", "theirs", "unnamed"].sort());
  });

  it("prunes no more than a fifth, and nothing where nothing is defined, unless the number is given", async () => {
    await push();
    for (const uid of ["old", "older"]) {
      const json = { uid, title: uid, tags: ["shop"] };
      const marker = {
        uid,
        source: `dashboards/${uid}.ts`,
        project: project.name,
        fingerprint: fingerprint(json),
      };
      grafana.store.put(withMarker(json, marker), "shop");
    }
    grafana.requests.length = 0;
    for (const args of [["--prune"], ["--prune", "--dry-run"], ["--prune=1"], ["--prune", "1", "--force"]])
      expect(await push(...args)).toMatchObject({ code: 2, stderr: expect.stringMatching(/2 of 6 .*: --prune=2$/m) });
    expect(writes()).toEqual([]);
    expect(await push("--prune=2")).toMatchObject({ code: 0, stdout: expect.stringContaining("2 of 2 written") });
    expect([...grafana.store.dashboards.keys()].sort()).toEqual(uids);

    const empty = await mkdtemp(join(tmpdir(), "empty-project-"));
    onTestFinished(() => rm(empty, { recursive: true }));
    await writeFile(join(empty, "package.json"), JSON.stringify({ type: "module", name: project.name }));
    await writeFile(join(empty, "stack.ts"), "export const stack = {};");
    // The same project: its dashboards are found by the same tag.
    await cp(join(project.folder, "monitoring.config.ts"), join(empty, "monitoring.config.ts"));
    grafana.requests.length = 0;
    expect(await push("--prune", "--project", empty)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/nothing is defined.*: --prune=4$/m),
    });
    expect(writes()).toEqual([]);
  });

  it("goes on after 429, 502, cut connections, and writes that were done though nobody heard of it", async () => {
    const faults: Fault[] = [
      { cut: "after" },
      { answer: 429, retryAfter: 0.01 },
      { cut: "before" },
      { answer: 502, body: "<html>proxy</html>" },
    ];
    const tries = new Map<string, number>();
    grafana.fault = ({ method, path, body }) => {
      const call = `${method} ${path} ${JSON.stringify(body).match(/"uid":"[^"]+"/)}`;
      const before = tries.get(call) ?? 0;
      tries.set(call, before + 1);
      return faults[before];
    };
    expect((await push()).code).toBe(0);
    expect([...grafana.store.dashboards.keys()].sort()).toEqual(uids);
    expect([...grafana.store.dashboards.values()].map(({ version }) => version)).toEqual(uids.map(() => 1));
  });

  it("reports what was written and what was not, with exit code 4", async () => {
    grafana.fault = ({ method, body }) =>
      method !== "GET" && JSON.stringify(body).includes('"uid":"etl"') ? { answer: 400 } : undefined;
    const result = await push();
    expect(result).toMatchObject({ code: 4, stdout: expect.stringContaining("3 of 4 written") });
    expect(result.stderr).toMatch(/failed: create etl: .*400 made to fail/);
  });

  it("names wrong credentials without printing them", async () => {
    const result = await run(["push", "--server", grafana.url], "glsa_wrong");
    expect(result).toMatchObject({ code: 2, stderr: expect.stringContaining("set GRAFANA_TOKEN") });
    expect(result.stdout + result.stderr).not.toContain("glsa_wrong");
  });
});

function run(args: string[], secret = token): Promise<{ code: number; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [cli, ...args], { env: { ...process.env, GRAFANA_TOKEN: secret } });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  return new Promise((done) => child.on("close", (code) => done({ code: code ?? -1, stdout, stderr })));
}
