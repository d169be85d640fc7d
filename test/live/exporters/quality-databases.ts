import { startMariaDb } from "../../../scripts/servers/mariadb.ts";
import { startPostgres } from "../../../scripts/servers/postgres.ts";

/** A real database of either kind, as the data quality exporter's tests use it. */
export interface TestDatabase {
  readonly kind: "postgres" | "mariadb";
  readonly port: number;
  /** For the exporter. */
  readonly url: string;
  query(sql: string): Promise<string>;
  stop(): Promise<void>;
}

export async function startDatabase(kind: TestDatabase["kind"], port?: number): Promise<TestDatabase> {
  const options = port === undefined ? {} : { port };
  if (kind === "postgres") {
    const server = await startPostgres(options);
    return { kind, port: server.port, url: server.connection, query: server.query, stop: server.stop };
  }
  const server = await startMariaDb(options);
  await server.query("CREATE DATABASE shop");
  const url = `mysql://${server.user}@${server.address}/shop`;
  return { kind, port: server.port, url, query: (sql) => server.query(`USE shop; ${sql}`), stop: server.stop };
}

/** SQL for a time this many seconds ago. */
export const ago = (kind: TestDatabase["kind"], seconds: number): string =>
  kind === "postgres" ? `now() - interval '${seconds} seconds'` : `utc_timestamp() - INTERVAL ${seconds} SECOND`;

/** SQL that fills a table `samples (at, number, word)`: the reference two days ago, the current values an hour ago. */
export function samplesSql(
  kind: TestDatabase["kind"],
  column: "number" | "word",
  samples: { readonly reference: readonly (number | string)[]; readonly current: readonly (number | string)[] },
): string {
  const rows = (values: readonly (number | string)[], age: number) =>
    values.map((value) => `(${ago(kind, age)}, '${value}')`).join(", ");
  const insert = (values: readonly (number | string)[], age: number) =>
    values.length > 0 ? `INSERT INTO samples (at, ${column}) VALUES ${rows(values, age)};` : "";
  const type = kind === "postgres" ? "timestamptz" : "datetime";
  return `DROP TABLE IF EXISTS samples;
    CREATE TABLE samples (at ${type} NOT NULL, number double precision, word varchar(40));
    ${insert(samples.reference, 172_800)} ${insert(samples.current, 3600)}`;
}
