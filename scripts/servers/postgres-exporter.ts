import { tool } from "../../lib/cli/programs/tools.ts";
import type { Postgres } from "./postgres.ts";
import { type ServerOptions, type ServerProcess, startProcess } from "./process.ts";

export interface PostgresExporterOptions extends ServerOptions {
  readonly postgres: Pick<Postgres, "connection">;
}

/** Starts the exporter of one PostgreSQL. Its scrape hangs while anybody holds a table in an exclusive lock. */
export async function startPostgresExporter(options: PostgresExporterOptions): Promise<ServerProcess> {
  const { postgres, port, flags = [] } = options;
  const program = await tool("postgres-exporter");
  return await startProcess({
    name: "postgres-exporter",
    port,
    env: { DATA_SOURCE_NAME: postgres.connection },
    prepare: async (place) => [program, `--web.listen-address=127.0.0.1:${place.port}`, ...flags],
    // It has no health path.
    ready: "/",
  });
}
