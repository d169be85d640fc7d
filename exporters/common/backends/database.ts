import { untilAborted } from "../abort.ts";
import { Failure } from "./failure.ts";

export type Row = Record<string, unknown>;

/** One connection that may only read. It is opened by the first query, and again by the next after it broke. */
export interface Database {
  /** @throws what the client throws, or Failure if the connection broke */
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
  /** Resolves once it is open and set up. */
  readonly ready: Promise<Connection>;
  /** Closes the socket at once, in any state. The server's own timeout ends what still runs there. */
  destroy(): void;
}

export interface DatabaseOptions {
  /** With user and password, such as `postgres://user:password@host:5432/database`. */
  readonly url: string;
  /** Name of this client in the database's own views. */
  readonly applicationName: string;
  /** Milliseconds after which the server itself ends a statement. */
  readonly statementTimeout: number;
}

export function lazyDatabase(connect: () => Attempt): Database {
  let current: Attempt | undefined;

  return {
    async query(text, values, signal) {
      signal.throwIfAborted();
      current ??= connect();
      const attempt = current;
      try {
        return await untilAborted(
          signal,
          attempt.ready.then((open) => open.query(text, values)),
        );
      } catch (error) {
        attempt.destroy();
        if (current === attempt) current = undefined;
        throw error instanceof Error && !("code" in error) && !signal.aborted
          ? new Failure("unreachable", error.message)
          : error;
      }
    },
    async close() {
      const closing = current;
      current = undefined;
      if (closing === undefined) return;
      const orderly = closing.ready.then((open) => open.end());
      await untilAborted(AbortSignal.timeout(closeTimeout), orderly).catch(() => {});
      closing.destroy();
    },
  };
}

/** Milliseconds for an orderly end of the connection. */
const closeTimeout = 1000;
