import type { Database, DatabaseOptions, Row } from "../../common/backends/database.ts";
import { mysql } from "../../common/backends/mysql.ts";
import { postgres } from "../../common/backends/postgres.ts";
import { render, type Sql, sql } from "../../common/backends/sql.ts";

/** What differs between databases. All else is standard SQL, with window functions. */
export interface Dialect {
  readonly connect: (options: DatabaseOptions) => Database;
  readonly placeholder: (index: number) => string;
  /** So many seconds before now, in UTC. */
  readonly ago: (seconds: number) => Sql;
  /** Seconds since 1970 of a time. */
  readonly epoch: (time: Sql) => Sql;
}

const dialects: Readonly<Record<string, Dialect>> = {
  postgres: {
    connect: postgres,
    placeholder: (index) => `$${index}`,
    ago: (seconds) => sql`now() - ${seconds}::float8 * interval '1 second'`,
    epoch: (time) => sql`extract(epoch FROM ${time})`,
  },
  mysql: {
    connect: mysql,
    placeholder: () => "?",
    ago: (seconds) => sql`utc_timestamp() - INTERVAL ${seconds} SECOND`,
    epoch: (time) => sql`unix_timestamp(${time})`,
  },
};

const schemes: Readonly<Record<string, string>> = {
  "postgres:": "postgres",
  "postgresql:": "postgres",
  "mysql:": "mysql",
  "mariadb:": "mysql",
};

/** The dialect for an address. @throws Error naming the schemes that are known */
export function dialectOf(url: string): Dialect {
  const scheme = URL.canParse(url) ? new URL(url).protocol : "";
  const dialect = dialects[schemes[scheme] ?? ""];
  if (dialect === undefined) throw new Error("begin the address with postgres:// or mysql://");
  return dialect;
}

/** A database to ask in standard SQL. */
export interface Asker {
  readonly dialect: Dialect;
  ask(query: Sql, signal: AbortSignal): Promise<Row[]>;
  close(): Promise<void>;
}

export function asker(options: DatabaseOptions): Asker {
  const dialect = dialectOf(options.url);
  const database = dialect.connect({ ...options, url: options.url.replace(/^mariadb:/, "mysql:") });
  return {
    dialect,
    // The server ends what takes too long; this is for one that has fallen silent, so that it holds up no other.
    ask: (query, signal) => {
      const timeouts = AbortSignal.any([signal, AbortSignal.timeout(2 * options.statementTimeout)]);
      return database.query(render(query, dialect.placeholder), query.values, timeouts);
    },
    close: () => database.close(),
  };
}
