import sql, { type Sql } from "sql-template-tag";
import type { Database, DatabaseOptions, Row } from "../../common/backends/database.ts";
import { mysql } from "../../common/backends/mysql.ts";
import { postgres } from "../../common/backends/postgres.ts";

/** The differences between databases. All other SQL is standard, with window functions. */
export interface Dialect {
  readonly connect: (options: DatabaseOptions) => Database;
  /** With a placeholder for each value. */
  readonly textOf: (query: Sql) => string;
  /** So many seconds before now, in UTC. */
  readonly ago: (seconds: number) => Sql;
  /** Seconds since 1970 of a time. */
  readonly epoch: (time: Sql) => Sql;
  /** Whether a value of any type is NaN, which compares as the greatest number; absent where no type has it. */
  readonly isNaN?: (value: Sql) => Sql;
}

const postgresDialect: Dialect = {
  connect: postgres,
  textOf: (query) => query.text,
  ago: (seconds) => sql`now() - ${seconds}::float8 * interval '1 second'`,
  epoch: (time) => sql`extract(epoch FROM ${time})`,
  isNaN: (value) => sql`${value}::text = 'NaN'`,
};

const mysqlDialect: Dialect = {
  connect: mysql,
  textOf: (query) => query.sql,
  ago: (seconds) => sql`utc_timestamp() - INTERVAL ${seconds} SECOND`,
  epoch: (time) => sql`unix_timestamp(${time})`,
};

/** A database that understands standard SQL. */
export interface SqlClient {
  readonly dialect: Dialect;
  query(query: Sql, signal: AbortSignal): Promise<Row[]>;
  close(): Promise<void>;
}

/** @param options with an address of PostgreSQL, MySQL or MariaDB */
export function sqlClient(options: DatabaseOptions): SqlClient {
  const dialect = /^postgres(ql)?:/.test(options.url) ? postgresDialect : mysqlDialect;
  const database = dialect.connect({ ...options, url: options.url.replace(/^mariadb:/, "mysql:") });
  return {
    dialect,
    // The server itself ends a slow statement; this ends the wait for a server that hangs.
    query: (query, signal) => {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(2 * options.statementTimeout)]);
      return database.query(dialect.textOf(query), query.values, limit);
    },
    close: () => database.close(),
  };
}
