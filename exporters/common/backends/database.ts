import { Failure } from "./failure.ts";

export type Row = Record<string, unknown>;

/** One connection that may only read, opened when it is needed and again after it broke. */
export interface Database {
  /** @throws what the client throws, or Failure if the connection broke; the next query starts afresh with a new one */
  query(text: string, values: readonly unknown[], signal: AbortSignal): Promise<Row[]>;
  close(): Promise<void>;
}

/** An open connection, as the client of one kind of database gives it. */
export interface Connection {
  query(text: string, values: readonly unknown[]): Promise<Row[]>;
  end(): Promise<void>;
}

/** A connection from its first packet on. */
export interface Attempt {
  /** Once it is open and set up. */
  readonly ready: Promise<Connection>;
  /** Closes the socket at once, however far it has come. What runs on the server is left to the server's own timeout. */
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

export function lazyDatabase(connect: () => Attempt): Database {
  let current: Attempt | undefined;

  function drop(): void {
    current?.destroy();
    current = undefined;
  }

  return {
    async query(text, values, signal) {
      signal.throwIfAborted();
      current ??= connect();
      const { ready } = current;
      // A server that hangs never settles what a client waits for.
      let fail = (_: unknown) => {};
      const aborted = new Promise<never>((_, reject) => {
        fail = reject;
      });
      const abort = () => {
        drop();
        fail(signal.reason);
      };
      signal.addEventListener("abort", abort, { once: true });
      try {
        return await Promise.race([ready.then((open) => open.query(text, values)), aborted]);
      } catch (error) {
        drop();
        throw error instanceof Error && !("code" in error) && !signal.aborted
          ? new Failure("unreachable", error.message)
          : error;
      } finally {
        signal.removeEventListener("abort", abort);
      }
    },
    async close() {
      const closing = current;
      current = undefined;
      // A server that hangs does not say goodbye.
      const timer = setTimeout(() => closing?.destroy(), goodbyeMilliseconds);
      await closing?.ready.then((open) => open.end()).catch(() => {});
      clearTimeout(timer);
    },
  };
}

const goodbyeMilliseconds = 1000;
