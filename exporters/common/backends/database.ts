import { Failure } from "./failure.ts";

export type Row = Record<string, unknown>;

/** One connection that may only read, opened when it is needed and anew after it broke. */
export interface Database {
  /** @throws what the client throws, or Failure if the connection broke; the next query starts afresh with a new one */
  query(text: string, values: readonly unknown[], signal: AbortSignal): Promise<Row[]>;
  close(): Promise<void>;
}

/** An open connection, as the client of one kind of database gives it. */
export interface Connection {
  query(text: string, values: readonly unknown[]): Promise<Row[]>;
  end(): Promise<void>;
  /** Lets go at once: what runs on the server is left to the server's own timeout. */
  destroy(): void;
}

export interface DatabaseOptions {
  /** With user and password, such as `postgres://user:password@host:5432/database`. */
  readonly url: string;
  /** Name by which the database's own views show who asks. */
  readonly applicationName: string;
  /** Milliseconds after which the server itself ends a statement. */
  readonly statementTimeout: number;
}

export function lazyDatabase(connect: (signal: AbortSignal) => Promise<Connection>): Database {
  let connection: Promise<Connection> | undefined;

  async function drop(): Promise<void> {
    const dropped = connection;
    connection = undefined;
    await dropped?.then((open) => open.destroy()).catch(() => {});
  }

  return {
    async query(text, values, signal) {
      signal.throwIfAborted();
      connection ??= connect(signal);
      const abort = () => void drop();
      signal.addEventListener("abort", abort, { once: true });
      try {
        return await (await connection).query(text, values);
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
      await closing?.then((open) => open.end()).catch(() => {});
    },
  };
}
