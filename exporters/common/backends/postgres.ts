import { Socket } from "node:net";
import pg from "pg";
import { type Connection, type Database, type DatabaseOptions, lazyDatabase } from "./database.ts";

/** PostgreSQL, with TLS as the address's `?sslmode=` says. */
export const postgres = (options: DatabaseOptions): Database => lazyDatabase((signal) => connect(options, signal));

async function connect(
  { url, applicationName, statementTimeout }: DatabaseOptions,
  signal: AbortSignal,
): Promise<Connection> {
  // Held by us, since pg has no way to give up a connection at once.
  const socket = new Socket();
  const giveUp = () => socket.destroy();
  signal.addEventListener("abort", giveUp, { once: true });
  const client = new pg.Client({ connectionString: url, application_name: applicationName, stream: () => socket });
  // Without a listener an idle connection's end would end the process; the next query tells of it.
  client.on("error", () => {});
  await client.connect().finally(() => signal.removeEventListener("abort", giveUp));
  await client.query(`
    SET default_transaction_read_only = on;
    SET statement_timeout = ${statementTimeout};
    SET lock_timeout = ${Math.min(Math.ceil(statementTimeout / 2), 2000)};
    SET idle_in_transaction_session_timeout = ${statementTimeout};
    SET timezone = 'UTC'`);
  return {
    query: async (text, values) => (await client.query(text, [...values])).rows,
    end: () => client.end(),
    destroy: () => socket.destroy(),
  };
}
