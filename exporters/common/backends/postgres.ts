import { Socket } from "node:net";
import pg from "pg";
import { type Attempt, type Database, type DatabaseOptions, lazyDatabase } from "./database.ts";

/** PostgreSQL. The parameter `sslmode` of the address selects TLS. */
export const postgres = (options: DatabaseOptions): Database => lazyDatabase(() => connect(options));

function connect({ url, applicationName, statementTimeout }: DatabaseOptions): Attempt {
  // Created here, since pg has no method that closes a connection at once.
  const socket = new Socket();
  const client = new pg.Client({ connectionString: url, application_name: applicationName, stream: () => socket });
  // Without a listener the end of an idle connection would end the process. The next query reports it.
  client.on("error", () => {});
  const setUp = async () => {
    await client.connect();
    await client.query(`
      SET default_transaction_read_only = on;
      SET statement_timeout = ${statementTimeout};
      SET lock_timeout = ${Math.min(Math.ceil(statementTimeout / 2), 2000)};
      SET idle_in_transaction_session_timeout = ${statementTimeout};
      SET timezone = 'UTC'`);
    return {
      query: async (text: string, values: readonly unknown[]) => (await client.query(text, [...values])).rows,
      end: () => client.end(),
    };
  };
  return { ready: setUp(), destroy: () => socket.destroy() };
}
