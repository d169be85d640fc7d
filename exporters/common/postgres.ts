import { Socket } from "node:net";
import pg from "pg";
import { Failure } from "./failure.ts";

export interface PostgresOptions {
  /** `postgres://user:password@host:5432/database`, with TLS as `?sslmode=` says. */
  readonly url: string;
  /** Name by which the database's own views show who asks. */
  readonly applicationName: string;
  /** Milliseconds after which the server itself ends a statement. */
  readonly statementTimeout: number;
}

/** One connection that may only read, opened when it is needed and anew after it broke. */
export interface Postgres {
  /** @throws what `pg` throws, or Failure if the connection broke; the next query starts afresh with a new one */
  query(text: string, values: readonly unknown[], signal: AbortSignal): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

interface Connection {
  readonly client: pg.Client;
  readonly socket: Socket;
}

export function lazyPostgres(options: PostgresOptions): Postgres {
  let connection: Promise<Connection> | undefined;

  async function drop(): Promise<void> {
    const dropped = connection;
    connection = undefined;
    await dropped?.then(({ socket }) => socket.destroy()).catch(() => {});
  }

  return {
    async query(text, values, signal) {
      signal.throwIfAborted();
      connection ??= connect(options, signal);
      const abort = () => void drop();
      signal.addEventListener("abort", abort, { once: true });
      try {
        const { client } = await connection;
        return (await client.query(text, [...values])).rows;
      } catch (error) {
        await drop();
        throw error instanceof Error && !("code" in error) ? new Failure("unreachable", error.message) : error;
      } finally {
        signal.removeEventListener("abort", abort);
      }
    },
    async close() {
      const closing = connection;
      connection = undefined;
      await closing?.then(({ client }) => client.end()).catch(() => {});
    },
  };
}

async function connect(
  { url, applicationName, statementTimeout }: PostgresOptions,
  signal: AbortSignal,
): Promise<Connection> {
  // Held by us, since pg has no way to give up a connection at once.
  const socket = new Socket();
  const giveUp = () => socket.destroy();
  signal.addEventListener("abort", giveUp, { once: true });
  const client = new pg.Client({ connectionString: url, application_name: applicationName, stream: () => socket });
  // Without a listener an idle connection's end would end the process; the next query tells of it.
  client.on("error", () => {});
  await client.connect();
  signal.removeEventListener("abort", giveUp);
  await client.query(`
    SET default_transaction_read_only = on;
    SET statement_timeout = ${statementTimeout};
    SET lock_timeout = ${Math.min(Math.ceil(statementTimeout / 2), 2000)};
    SET idle_in_transaction_session_timeout = ${statementTimeout}`);
  return { client, socket };
}

/** A table's or column's name, safe to put into SQL: `public.payments` becomes `"public"."payments"`. */
export const quoted = (name: string): string =>
  name
    .split(".")
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join(".");
