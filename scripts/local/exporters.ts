import type { Endpoint } from "../../lib/cli/programs/endpoint.ts";
import type { Model } from "../../lib/model/model.ts";
import { startBlackboxExporter } from "../servers/blackbox-exporter.ts";
import { type MariaDb, startMariaDb } from "../servers/mariadb.ts";
import { startMysqldExporter } from "../servers/mysqld-exporter.ts";
import { startNodeExporter } from "../servers/node-exporter.ts";
import { type Postgres, startPostgres } from "../servers/postgres.ts";
import { startPostgresExporter } from "../servers/postgres-exporter.ts";
import { type Redis, startRedis } from "../servers/redis.ts";
import { startRedisExporter } from "../servers/redis-exporter.ts";
import { startStandInExporter } from "../servers/static-exporter.ts";
import { sampleExposition } from "./sample-exposition.ts";

/** The databases that a local stack watches. */
export interface Backends {
  readonly postgres: Postgres;
  readonly mysql: MariaDb;
  readonly redis: Redis;
}

export async function startBackends(): Promise<Backends> {
  const [postgres, mysql, redis] = await Promise.all([startPostgres(), startMariaDb(), startRedis()]);
  // An empty Redis exposes no database, and one without a limit no share of it.
  await redis.command("CONFIG", "SET", "maxmemory", "100mb");
  await redis.command("SET", "greeting", "hello");
  return { postgres, mysql, redis };
}

/** Exporters that run as plain processes, by service. @param blackbox the text of the Blackbox exporter's configuration */
export async function startExporters(backends: Backends, blackbox: string): Promise<Record<string, Endpoint>> {
  const { postgres, mysql, redis } = backends;
  const [node, probes, redisExporter, postgresExporter, mysqldExporter] = await Promise.all([
    startNodeExporter(),
    startBlackboxExporter({ config: { text: blackbox } }),
    startRedisExporter({ redis }),
    startPostgresExporter({ postgres }),
    startMysqldExporter({ mysql }),
  ]);
  return {
    "node-exporter": node,
    "blackbox-exporter": probes,
    "redis-exporter": redisExporter,
    "postgres-exporter": postgresExporter,
    "mysqld-exporter": mysqldExporter,
  };
}

/** Stand-ins for the exporters of all other scraped services: made-up values under the catalogued names. */
export async function startStandIns(model: Model, taken: ReadonlySet<string>): Promise<Record<string, Endpoint>> {
  const services = Object.entries(model.stack).filter(([name, { scrape }]) => scrape && !taken.has(name));
  const started = services.map(async ([name, service]) => {
    const exporter = model.catalogs.find((one) => one.name === (service.catalog ?? name))?.definition;
    if (!exporter) throw new Error(`${name} has no catalog in metrics/`);
    const exposition = () => sampleExposition(exporter, Date.now() / 1000);
    return [name, await startStandInExporter({ exposition })] as const;
  });
  return Object.fromEntries(await Promise.all(started));
}
