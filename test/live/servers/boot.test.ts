import { access } from "node:fs/promises";
import { expect, it } from "vitest";
import type { Endpoint } from "../../../lib/cli/programs/endpoint.ts";
import { startAlertmanager } from "../../../scripts/servers/alertmanager.ts";
import { startBlackboxExporter } from "../../../scripts/servers/blackbox-exporter.ts";
import { startMariaDb } from "../../../scripts/servers/mariadb.ts";
import { startMysqldExporter } from "../../../scripts/servers/mysqld-exporter.ts";
import { startNodeExporter } from "../../../scripts/servers/node-exporter.ts";
import { startPostgres } from "../../../scripts/servers/postgres.ts";
import { startPostgresExporter } from "../../../scripts/servers/postgres-exporter.ts";
import type { ServerProcess } from "../../../scripts/servers/process.ts";
import { startPrometheus } from "../../../scripts/servers/prometheus.ts";
import { startRedis } from "../../../scripts/servers/redis.ts";
import { startRedisExporter } from "../../../scripts/servers/redis-exporter.ts";
import { startStandInExporter } from "../../../scripts/servers/static-exporter.ts";

const metrics = async (exporter: Endpoint) => await (await fetch(`${exporter.url}/metrics`)).text();

it.concurrent("PostgreSQL answers, its exporter sees it, and nothing of both is left", async () => {
  const postgres = await startPostgres();
  const exporter = await startPostgresExporter({ postgres });
  await postgres.query("create database orders");
  expect(await postgres.query("select datname from pg_database where datname = 'orders'")).toBe("orders");
  expect(await metrics(exporter)).toMatch(/^pg_database_size_bytes{datname="orders"} [1-9]/m);
  await stopAndMiss(exporter, postgres);
});

it.concurrent("MariaDB answers, its exporter sees it, and nothing of both is left", async () => {
  const mysql = await startMariaDb();
  const exporter = await startMysqldExporter({ mysql });
  await mysql.query("create database orders");
  expect(await mysql.query("show databases like 'orders'")).toBe("orders");
  expect(await metrics(exporter)).toMatch(/^mysql_up 1$/m);
  await stopAndMiss(exporter, mysql);
});

it.concurrent("Redis asks for its password, its exporter knows it, and nothing of both is left", async () => {
  const redis = await startRedis({ password: "open sesame" });
  const exporter = await startRedisExporter({ redis });
  expect(await redis.command("SET", "orders", "3")).toBe("OK");
  expect(await metrics(exporter)).toMatch(/^redis_db_keys{db="db0"} 1$/m);
  await stopAndMiss(exporter, redis);
});

it.concurrent("Prometheus scrapes a stand-in and reads a changed configuration, and nothing is left", async ({
  expect,
}) => {
  const standIn = await startStandInExporter({ exposition: () => "orders_total 3\n" });
  const config = `scrape_configs: [{ job_name: shop, scrape_interval: 1s, static_configs: [{ targets: ["${standIn.address}"] }] }]`;
  const prometheus = await startPrometheus({ config: { text: config } });
  const total = async () => {
    const answer = await fetch(`${prometheus.url}/api/v1/query?query=orders_total`);
    return ((await answer.json()) as { data: { result: { value: [number, string] }[] } }).data.result[0]?.value[1];
  };
  await expect.poll(total).toBe("3");
  expect((await fetch(`${prometheus.url}/-/reload`, { method: "POST" })).status).toBe(200);
  await standIn.stop();
  await stopAndMiss(prometheus);
});

it.concurrent("Alertmanager, node and Blackbox exporters answer, and nothing of them is left", async () => {
  const [alertmanager, node, blackbox] = await Promise.all([
    startAlertmanager({ config: { text: "{ route: { receiver: nobody }, receivers: [{ name: nobody }] }" } }),
    startNodeExporter({ flags: ["--collector.disable-defaults", "--collector.loadavg"] }),
    startBlackboxExporter({ config: { text: "modules: { http: { prober: http } }" } }),
  ]);
  expect(await metrics(node)).toMatch(/^node_load1 /m);
  const probe = await fetch(`${blackbox.url}/probe?module=http&target=${alertmanager.url}/-/healthy`);
  expect(await probe.text()).toMatch(/^probe_success 1$/m);
  await stopAndMiss(alertmanager, node, blackbox);
});

it.concurrent("prints the end of the log of a server that does not start, and leaves nothing", async () => {
  const start = startPrometheus({ config: { text: "scrape_configs: [{ job_name: twice }, { job_name: twice }]" } });
  await expect(start).rejects.toThrow(/prometheus does not start: it ended with exit code \d[\s\S]*job.*twice/);
});

it.concurrent("refuses a port that is taken", async () => {
  await using standIn = await startStandInExporter({ exposition: () => "" });
  await expect(startRedis({ port: standIn.port })).rejects.toThrow(`Port ${standIn.port} of 127.0.0.1 is taken`);
});

async function stopAndMiss(...servers: ServerProcess[]): Promise<void> {
  await Promise.all(servers.map((server) => server.stop()));
  for (const { pid, folder, url } of servers) {
    expect(() => process.kill(pid, 0)).toThrow("ESRCH");
    await expect(access(folder)).rejects.toThrow("ENOENT");
    await expect(fetch(url)).rejects.toThrow("fetch failed");
  }
}
