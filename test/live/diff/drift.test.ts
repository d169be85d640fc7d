import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it, onTestFinished } from "vitest";
import { environmentWith } from "../../../lib/cli/env.ts";
import { loadModel } from "../../../lib/cli/load.ts";
import { startAlertmanager } from "../../../scripts/servers/alertmanager.ts";
import { startPrometheus } from "../../../scripts/servers/prometheus.ts";
import { startFakeGrafana } from "../../fakes/grafana/fake-grafana.ts";
import { emitted } from "../alerting/emitted.ts";

const run = promisify(execFile);
const cli = fileURLToPath(new URL("../../../lib/bin/bigdata-monitoring.js", import.meta.url));

const command = (env: Record<string, string>, ...args: string[]) =>
  run(process.execPath, [cli, ...args], { env: environmentWith(env) }).then(
    ({ stdout }) => ({ code: 0, stdout, stderr: "" }),
    (error) => ({ code: error.code as number, stdout: String(error.stdout), stderr: String(error.stderr) }),
  );

it("finds no difference after a deployment, then reports what was changed on the servers", async () => {
  const model = await loadModel(process.cwd());
  const dist = await emitted(model, ["prometheus", "rules", "alertmanager"]);
  const prometheus = await startPrometheus({ config: { file: join(dist, "prometheus/prometheus.yml") } });
  const alertmanager = await startAlertmanager({ config: { file: join(dist, "alertmanager/alertmanager.yml") } });
  onTestFinished(async () => {
    await prometheus.stop();
    await alertmanager.stop();
  });
  const env = { PROMETHEUS_URL: prometheus.url, ALERTMANAGER_URL: alertmanager.url };
  const diff = () => command(env, "diff", "--live", "prometheus", "alertmanager");
  expect(await diff()).toEqual({ code: 0, stdout: "nothing differs\n", stderr: "" });

  const change = async (server: string, file: string, from: string, to: string) => {
    const text = await readFile(join(dist, file), "utf8");
    expect(text).toContain(from);
    await writeFile(join(dist, file), text.replaceAll(from, to));
    expect((await fetch(`${server}/-/reload`, { method: "POST" })).status).toBe(200);
  };
  await change(prometheus.url, "prometheus/rules/kafka.yml", "alert: KafkaUnreachable", "alert: KafkaGone");
  await change(alertmanager.url, "alertmanager/alertmanager.yml", "#platform-alerts", "#nobody");
  const { code, stdout } = await diff();
  expect(code).toBe(1);
  expect(stdout).toContain("  alert KafkaUnreachable\n    is gone from group kafka");
  expect(stdout).toContain(
    "  receiver platform-critical\n    no longer notifies slack #platform-alerts\n    also notifies slack #nobody",
  );
});

it("reports an edit in Grafana", async () => {
  const token = "glsa_secret";
  const grafana = await startFakeGrafana({ version: "13.2.1", token });
  onTestFinished(() => grafana.stop());
  const env = { GRAFANA_SERVER: grafana.url, GRAFANA_TOKEN: token };
  await command(env, "push");
  expect(await command(env, "diff", "--live", "grafana")).toMatchObject({ code: 0, stdout: "nothing differs\n" });
  grafana.store.editInUi("kafka", { title: "edited in the UI" });
  expect(await command(env, "diff", "--live", "grafana")).toEqual({
    code: 1,
    stdout: 'Dashboards\n  kafka\n    is called "edited in the UI" instead of "Kafka & Streaming"\n',
    stderr: "",
  });
});

it("names a server that does not answer", async () => {
  const env = { PROMETHEUS_URL: "http://127.0.0.1:9" };
  expect(await command(env, "diff", "--live", "prometheus")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("http://127.0.0.1:9/api/v1/"),
  });
});

it("reports what differs in Grafana though Prometheus does not answer", async () => {
  const token = "glsa_secret";
  const grafana = await startFakeGrafana({ version: "13.2.1", token });
  onTestFinished(() => grafana.stop());
  const env = { GRAFANA_SERVER: grafana.url, GRAFANA_TOKEN: token, PROMETHEUS_URL: "http://127.0.0.1:9" };
  await command(env, "push");
  grafana.store.editInUi("kafka", { title: "edited in the UI" });
  expect(await command(env, "diff", "--live", "grafana", "prometheus")).toEqual({
    code: 2,
    stdout: 'Dashboards\n  kafka\n    is called "edited in the UI" instead of "Kafka & Streaming"\n',
    stderr: expect.stringMatching(/^not compared: GET http:\/\/127\.0\.0\.1:9\/.*\n$/),
  });
});

it.each([
  ["9.4.0", { answer: 403 }, "403, permission denied"],
  ["9.4.0", { answer: 200, body: '{"dashboard":7,"meta":{}}' }, "dashboard is a number, and must be an object"],
])("compares the other dashboards where Grafana %s answers for one with %j", async (version, fault, reason) => {
  const token = "glsa_secret";
  const grafana = await startFakeGrafana({ version, token });
  onTestFinished(() => grafana.stop());
  const env = { GRAFANA_SERVER: grafana.url, GRAFANA_TOKEN: token };
  await command(env, "push");
  grafana.store.editInUi("kafka", { title: "edited in the UI" });
  grafana.fault = ({ path }) => (path === "/api/dashboards/uid/etl" ? fault : undefined);
  const { code, stdout, stderr } = await command(env, "diff", "--live", "grafana");
  expect({ code, stdout }).toEqual({
    code: 2,
    stdout: 'Dashboards\n  kafka\n    is called "edited in the UI" instead of "Kafka & Streaming"\n',
  });
  expect(stderr).toMatch(/^not compared: Grafana .*: etl: .*\n$/);
  expect(stderr).toContain(reason);
});

it("reports a dashboard that somebody moved to another folder", async () => {
  const token = "glsa_secret";
  const grafana = await startFakeGrafana({ version: "9.4.0", token });
  onTestFinished(() => grafana.stop());
  const env = { GRAFANA_SERVER: grafana.url, GRAFANA_TOKEN: token };
  await command(env, "push");
  const kafka = grafana.store.dashboards.get("kafka");
  grafana.store.put({ ...kafka?.json }, "private");
  expect(await command(env, "diff", "--live", "grafana")).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/^Dashboards\n {2}kafka\n {4}is in the folder "private" instead of the folder "/),
  });
});
