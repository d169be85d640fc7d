import { tool } from "../../lib/cli/programs/tools.ts";
import type { MariaDb } from "./mariadb.ts";
import { type ServerOptions, type ServerProcess, startProcess } from "./process.ts";

export interface MysqldExporterOptions extends ServerOptions {
  readonly mysql: Pick<MariaDb, "address" | "user">;
}

/** Starts the exporter of one MySQL or MariaDB whose user has no password. */
export async function startMysqldExporter({ mysql, port, flags = [] }: MysqldExporterOptions): Promise<ServerProcess> {
  const program = await tool("mysqld-exporter");
  const login = [`--mysqld.address=${mysql.address}`, `--mysqld.username=${mysql.user}`];
  return await startProcess({
    name: "mysqld-exporter",
    port,
    env: { MYSQLD_EXPORTER_PASSWORD: "" },
    prepare: async (place) => [program, `--web.listen-address=127.0.0.1:${place.port}`, ...login, ...flags],
    // It has no health path.
    ready: "/",
  });
}
