import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Endpoint } from "../../../lib/cli/programs/endpoint.ts";
import { run } from "../../../lib/cli/programs/programs.ts";
import { tool } from "../../../lib/cli/programs/tools.ts";
import { startAlertmanager } from "../../../scripts/servers/alertmanager.ts";
import { takePort } from "../../../scripts/servers/ports.ts";
import type { ServerProcess } from "../../../scripts/servers/process.ts";
import { startPrometheus } from "../../../scripts/servers/prometheus.ts";
import { cli } from "./cli.ts";
import { fakeGrafana } from "./fake-grafana.ts";

let folder: string;
let prometheus: ServerProcess;
let alertmanager: ServerProcess;
let grafana: Endpoint;
let nobody: string;
const alertmanagerConfig = "route: { receiver: none }\nreceivers: [{ name: none }]\n";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "backup-"));
  const [config, storage] = [{ text: "scrape_configs: []\n" }, join(folder, "data")];
  prometheus = await startPrometheus({ config, storage, flags: ["--web.enable-admin-api"] });
  alertmanager = await startAlertmanager({ config: { text: alertmanagerConfig } });
  grafana = await fakeGrafana(["kafka", "made-by-hand"], []);
  nobody = `http://127.0.0.1:${await takePort()}`;
});
afterAll(async () => {
  for (const server of [grafana, alertmanager, prometheus]) await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

const environment = () => ({
  ...{ PROMETHEUS_URL: prometheus.url, ALERTMANAGER_URL: `${alertmanager.url}/`, GRAFANA_SERVER: grafana.url },
  GRAFANA_TOKEN: "token",
});
const backup = (name: string, more: Record<string, string> = {}) =>
  cli({ ...environment(), ...more }, "backup", "--out", join(folder, name), "--prometheus-data", join(folder, "data"));
const amtool = async (...args: string[]) =>
  (await run(await tool("amtool"), `--alertmanager.url=${alertmanager.url}`, ...args)).stdout;

it("saves metrics, silences and dashboards, and silences come back from it", async () => {
  await amtool("silence", "add", "alertname=Kept", "--author=test", "--comment=upgrade", "--duration=1h");
  const { code, stderr } = await backup("whole");
  expect([code, stderr]).toEqual([0, ""]);
  expect(await readdir(join(folder, "whole/grafana/dashboards"))).toEqual(["kafka.json", "made-by-hand.json"]);
  expect(await readFile(join(folder, "whole/alertmanager/alertmanager.yml"), "utf8")).toContain("receiver: none");
  expect(await readdir(join(folder, "whole/prometheus"))).toEqual(["snapshot", "snapshot.json"]);

  await amtool("silence", "expire", ...(await amtool("silence", "query", "-q")).trim().split("\n"));
  expect(await amtool("silence", "query", "-q")).toBe("");
  await amtool("silence", "import", join(folder, "whole/alertmanager/silences.json"));
  expect(await amtool("silence", "query")).toContain("upgrade");
});

it("writes its time for the alert about old backups, when it is complete", async () => {
  const textfile = await mkdtemp(join(folder, "textfile-"));
  const timed = (name: string, more: Record<string, string> = {}) =>
    cli({ ...environment(), ...more }, "backup", "--out", join(folder, name), "--textfile", textfile);
  expect((await timed("partly", { GRAFANA_SERVER: nobody })).code).toBe(4);
  expect(await readdir(textfile)).toEqual([]);
  expect((await timed("complete")).code).toBe(0);
  expect(await readdir(textfile)).toEqual(["monitoring.prom"]);
  const [, name, time] =
    /^(\w+)\{backup="monitoring"\} (\d+)\n$/.exec(await readFile(join(textfile, "monitoring.prom"), "utf8")) ?? [];
  expect(name).toBe("backup_last_success_timestamp_seconds");
  expect(Math.abs(Number(time) - Date.now() / 1000)).toBeLessThan(600);
});

it("overwrites nothing", async () => {
  const before = await readdir(folder);
  expect(await backup("data")).toMatchObject({ code: 2, stderr: expect.stringContaining("data exists") });
  expect(await readdir(folder)).toEqual(before);
});

it("saves what it can, says what it could not, and ends with 4", async () => {
  const { code, stderr } = await backup("some", { GRAFANA_SERVER: nobody });
  expect([code, stderr]).toEqual([4, expect.stringMatching(/^grafana: not saved: .*ECONNREFUSED/)]);
  expect(await readdir(join(folder, "some"))).toEqual(["alertmanager", "backup.json", "prometheus"]);
});

it("leaves nothing behind when nothing can be saved", async () => {
  const all = { GRAFANA_SERVER: nobody, PROMETHEUS_URL: nobody, ALERTMANAGER_URL: nobody };
  const before = await readdir(folder);
  expect((await backup("nothing", all)).code).toBe(2);
  expect(await readdir(folder)).toEqual(before);
});
