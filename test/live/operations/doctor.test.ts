import { afterAll, beforeAll, expect, it } from "vitest";
import { loadModel } from "../../../lib/cli/load.ts";
import { type Endpoint, serveHttp } from "../../../lib/cli/programs/endpoint.ts";
import { startAlertmanager } from "../../../scripts/servers/alertmanager.ts";
import { takePort } from "../../../scripts/servers/ports.ts";
import type { ServerProcess } from "../../../scripts/servers/process.ts";
import { startPrometheus } from "../../../scripts/servers/prometheus.ts";
import { cli } from "./cli.ts";
import { fakeGrafana } from "./fake-grafana.ts";

const servers: { stop(): Promise<void> }[] = [];
const keep = async <T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
  const server = await starting;
  servers.push(server);
  return server;
};
afterAll(async () => {
  for (const server of servers.reverse()) await server.stop();
});

let alertmanager: ServerProcess;
let grafana: Endpoint;
let loki: Endpoint;
let uids: readonly string[];
beforeAll(async () => {
  uids = (await loadModel(".")).dashboards.map(({ name }) => name);
  alertmanager = await keep(
    startAlertmanager({ config: { text: "route: { receiver: none }\nreceivers: [{ name: none }]\n" } }),
  );
  grafana = await keep(fakeGrafana(uids, []));
  // fake: Loki's answer to the one question that is asked.
  loki = await keep(serveHttp((_, response) => response.end('{"status":"success","data":["container"]}')));
});

const prometheusConfig = (target: string, alertmanagers: string): string => `
global: { scrape_interval: 1s }
alerting: { alertmanagers: [{ static_configs: [{ targets: [${alertmanagers}] }] }] }
scrape_configs: [{ job_name: redis-exporter, static_configs: [{ targets: ["${target}"] }] }]
`;

const doctor = (prometheus: string, more: Record<string, string> = {}) =>
  cli(
    {
      ...{ PROMETHEUS_URL: prometheus, ALERTMANAGER_URL: alertmanager.url, LOKI_URL: loki.url },
      // A Docker that does not answer, whichever this machine has.
      ...{ GRAFANA_SERVER: grafana.url, GRAFANA_TOKEN: "token", DOCKER_HOST: "unix:///nonexistent.sock", ...more },
    },
    "doctor",
  );

/** Prometheus needs a moment for its first scrape, and to find its Alertmanager. */
async function settled(url: string): Promise<void> {
  for (let i = 0; i < 100; i++) {
    const { data } = (await (await fetch(`${url}/api/v1/targets`)).json()) as {
      data: { activeTargets: { health: string }[] };
    };
    if (data.activeTargets.length > 0 && data.activeTargets.every(({ health }) => health !== "unknown")) return;
    await new Promise((done) => setTimeout(done, 200));
  }
}

it("finds nothing wrong with a stack that is well", async () => {
  const text = prometheusConfig(alertmanager.address, `"${alertmanager.address}"`);
  const prometheus = await keep(startPrometheus({ config: { text } }));
  await settled(prometheus.url);
  expect(await doctor(prometheus.url)).toEqual({ code: 0, stdout: "no problems found\n", stderr: "" });
});

it("asks Grafana for no health of an Alertmanager, whose plugin has none", async () => {
  const text = prometheusConfig(alertmanager.address, `"${alertmanager.address}"`);
  const prometheus = await keep(startPrometheus({ config: { text } }));
  await settled(prometheus.url);
  const real = await keep(fakeGrafana(uids, ["alertmanager"]));
  expect(await doctor(prometheus.url, { GRAFANA_SERVER: real.url })).toMatchObject({
    code: 0,
    stdout: "no problems found\n",
  });
});

it("names every fault with its fix", async () => {
  const text = prometheusConfig(`127.0.0.1:${await takePort()}`, "");
  const prometheus = await keep(startPrometheus({ config: { text } }));
  await settled(prometheus.url);
  const sick = await keep(fakeGrafana(uids.slice(1), ["loki"]));
  const silent = await keep(serveHttp((_, response) => response.end('{"status":"success"}')));
  const { code, stdout } = await doctor(prometheus.url, { GRAFANA_SERVER: sick.url, LOKI_URL: silent.url });
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /target redis-exporter: .*connection refused\n +Docker does not answer here: see `docker logs/,
  );
  expect(stdout).toContain("prometheus › alerting: knows no Alertmanager");
  expect(stdout).toContain("grafana › datasource loki:");
  expect(stdout).toContain(`grafana › dashboard ${uids[0]}:`);
  expect(stdout).toContain("loki › logs: no line arrived in the last hour");
  expect(stdout).toContain("5 found");
});

it("takes a server that does not answer, and a missing login, for findings", async () => {
  const nobody = `http://127.0.0.1:${await takePort()}`;
  const { code, stdout } = await doctor(nobody, { GRAFANA_TOKEN: "" });
  expect([code, stdout]).toEqual([1, expect.stringMatching(/prometheus: .*ECONNREFUSED.*grafana › login.*2 found/s)]);
});
