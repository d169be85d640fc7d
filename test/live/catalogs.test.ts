import { afterEach, expect, it } from "vitest";
import alertmanager from "../../lib/catalogs/alertmanager.ts";
import blackboxExporter from "../../lib/catalogs/blackbox-exporter.ts";
import blackboxProbe from "../../lib/catalogs/blackbox-probe.ts";
import mysqldExporter from "../../lib/catalogs/mysqld-exporter.ts";
import nodeExporter from "../../lib/catalogs/node-exporter.ts";
import postgresExporter from "../../lib/catalogs/postgres-exporter.ts";
import prometheus from "../../lib/catalogs/prometheus.ts";
import redisExporter from "../../lib/catalogs/redis-exporter.ts";
import { parseExposition } from "../../lib/metrics/parse-exposition.ts";
import { verify } from "../../lib/metrics/verify.ts";
import type { MetricCatalog } from "../../lib/model/model.ts";
import { formatProblem } from "../../lib/model/problem.ts";
import { startAlertmanager } from "../../scripts/servers/alertmanager.ts";
import { startBlackboxExporter } from "../../scripts/servers/blackbox-exporter.ts";
import { startMariaDb } from "../../scripts/servers/mariadb.ts";
import { startMysqldExporter } from "../../scripts/servers/mysqld-exporter.ts";
import { startNodeExporter } from "../../scripts/servers/node-exporter.ts";
import { startPostgres } from "../../scripts/servers/postgres.ts";
import { startPostgresExporter } from "../../scripts/servers/postgres-exporter.ts";
import type { ServerProcess } from "../../scripts/servers/process.ts";
import { startPrometheus } from "../../scripts/servers/prometheus.ts";
import { startRedis } from "../../scripts/servers/redis.ts";
import { startRedisExporter } from "../../scripts/servers/redis-exporter.ts";

const started: ServerProcess[] = [];

/** Ends with the test that started it. */
async function own<S extends ServerProcess>(starting: Promise<S>): Promise<S> {
  const server = await starting;
  started.push(server);
  return server;
}

afterEach(async () => {
  for (const server of started.splice(0).reverse()) await server.stop();
});

/** What a running exporter exposes that the catalog does not have, or has differently. */
async function departures(exporter: MetricCatalog, { url }: ServerProcess, path = "/metrics"): Promise<string[]> {
  const exposition = parseExposition(await (await fetch(url + path)).text());
  expect(exposition.problems).toEqual([]);
  for (const up of ["pg_up", "mysql_up", "redis_up"])
    expect(exposition.families.get(up)?.samples[0]?.value ?? 1, `${up}: the exporter sees its backend`).toBe(1);
  expect(exposition.families.size).toBeGreaterThan(5);
  return verify(exposition, exporter, { source: path, strict: false, maxSeries: 1000 }).problems.map(formatProblem);
}

it("knows what Prometheus exposes", async () => {
  const config = "scrape_configs: [{ job_name: none, static_configs: [{ targets: [127.0.0.1:9] }] }]";
  const server = await own(startPrometheus({ config: { text: config } }));
  expect(await departures(prometheus, server)).toEqual([]);
});

it("knows what Alertmanager exposes", async () => {
  const server = await own(
    startAlertmanager({ config: { text: "{ route: { receiver: none }, receivers: [{ name: none }] }" } }),
  );
  expect(await departures(alertmanager, server)).toEqual([]);
});

it("knows what the node exporter exposes", async () => {
  const flags = ["--collector.systemd", "--collector.processes", "--collector.interrupts", "--collector.ksmd"];
  expect(await departures(nodeExporter, await own(startNodeExporter({ flags })))).toEqual([]);
});

it("knows what the Blackbox exporter exposes of itself and of probes", async () => {
  const text = "modules: { http: { prober: http }, tcp: { prober: tcp } }";
  const server = await own(startBlackboxExporter({ config: { text } }));
  expect(await departures(blackboxExporter, server)).toEqual([]);
  const target = new URL(server.url).host;
  for (const query of [`module=http&target=${target}`, `module=tcp&target=${target}`, "module=http&target=127.0.0.1:9"])
    expect(await departures(blackboxProbe, server, `/probe?${query}`)).toEqual([]);
});

it("knows what the Redis exporter exposes", async () => {
  const redis = await own(startRedis());
  await redis.command("SET", "key", "value");
  const flags = ["-check-keys=*", "-include-system-metrics", "-include-config-metrics", "-export-client-list"];
  expect(await departures(redisExporter, await own(startRedisExporter({ redis, flags })))).toEqual([]);
});

it("knows what the PostgreSQL exporter exposes", async () => {
  const postgres = await own(startPostgres());
  await postgres.query("create table orders (id int primary key)");
  const flags = ["--collector.long_running_transactions", "--collector.postmaster", "--collector.process_idle"];
  expect(await departures(postgresExporter, await own(startPostgresExporter({ postgres, flags })))).toEqual([]);
});

it("knows what the MySQL exporter exposes", async () => {
  const mysql = await own(startMariaDb());
  await mysql.query("create database orders");
  const flags = [
    "--collect.info_schema.processlist",
    "--collect.info_schema.tables",
    "--collect.info_schema.innodb_metrics",
  ];
  expect(await departures(mysqldExporter, await own(startMysqldExporter({ mysql, flags })))).toEqual([]);
});
