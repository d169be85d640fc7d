import { createConnection } from "mysql2/promise";
import { type Connection, type Database, type DatabaseOptions, lazyDatabase, type Row } from "./database.ts";

/** MySQL 8 or MariaDB 10.5 and newer, told to quote names as the SQL standard does. */
export const mysql = (options: DatabaseOptions): Database => lazyDatabase(() => connect(options));

async function connect({ url, applicationName, statementTimeout }: DatabaseOptions): Promise<Connection> {
  const client = await createConnection({
    uri: url,
    connectTimeout: statementTimeout,
    connectAttributes: { program_name: applicationName },
  });
  // Without a listener an idle connection's end would end the process; the next query tells of it.
  client.on("error", () => {});
  const [[server]] = (await client.query("SELECT version() AS version")) as unknown as [[{ version: string }]];
  const timeout = server.version.includes("MariaDB")
    ? `max_statement_time = ${statementTimeout / 1000}`
    : `max_execution_time = ${statementTimeout}`;
  await client.query(`SET SESSION ${timeout}, lock_wait_timeout = ${Math.max(1, Math.floor(statementTimeout / 2000))}`);
  await client.query("SET SESSION sql_mode = concat(@@sql_mode, ',ANSI_QUOTES'), time_zone = '+00:00'");
  await client.query("SET SESSION TRANSACTION READ ONLY");
  return {
    query: async (text, values) => (await client.query(text, [...values]))[0] as Row[],
    end: () => client.end(),
    destroy: () => client.destroy(),
  };
}
