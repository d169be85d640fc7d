import { connect as connectSocket } from "node:net";
import { createConnection } from "mysql2";
import { type Attempt, type Database, type DatabaseOptions, lazyDatabase, type Row } from "./database.ts";

const usualPort = 3306;

/** MySQL 8 or MariaDB 10.5 and newer, set to quote names as the SQL standard does. */
export const mysql = (options: DatabaseOptions): Database => lazyDatabase(() => connect(options));

function connect({ url, applicationName, statementTimeout }: DatabaseOptions): Attempt {
  const { hostname, port } = new URL(url);
  // Created here, since mysql2 has no method that closes a connection at once.
  const socket = connectSocket(Number(port) || usualPort, hostname.replace(/^\[|\]$/g, ""));
  const connection = createConnection({
    uri: url,
    stream: socket,
    connectTimeout: statementTimeout,
    connectAttributes: { program_name: applicationName },
  });
  // Without a listener the end of an idle connection would end the process. The next query reports it.
  connection.on("error", () => {});
  const client = connection.promise();
  const setUp = async () => {
    await client.connect();
    const [[server]] = (await client.query("SELECT version() AS version")) as unknown as [[{ version: string }]];
    const timeout = server.version.includes("MariaDB")
      ? `max_statement_time = ${statementTimeout / 1000}`
      : `max_execution_time = ${statementTimeout}`;
    await client.query(
      `SET SESSION ${timeout}, lock_wait_timeout = ${Math.max(1, Math.floor(statementTimeout / 2000))}`,
    );
    await client.query("SET SESSION sql_mode = concat(@@sql_mode, ',ANSI_QUOTES'), time_zone = '+00:00'");
    await client.query("SET SESSION TRANSACTION READ ONLY");
    return {
      query: async (text: string, values: readonly unknown[]) => (await client.query(text, [...values]))[0] as Row[],
      end: () => client.end(),
    };
  };
  return { ready: setUp(), destroy: () => socket.destroy() };
}
