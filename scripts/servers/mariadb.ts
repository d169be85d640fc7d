import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { run } from "../../lib/cli/programs/programs.ts";
import { tool } from "../../lib/cli/programs/tools.ts";
import { type ServerOptions, type ServerProcess, startProcess } from "./process.ts";

export interface MariaDb extends ServerProcess {
  /** The superuser's name; it has no password. */
  readonly user: string;
  /** Runs SQL as the superuser. @returns its rows, a line each, columns separated by tabs */
  query(sql: string): Promise<string>;
}

/** Starts a fresh MariaDB with a superuser `root` that needs no password. */
export async function startMariaDb({ port, flags = [] }: ServerOptions = {}): Promise<MariaDb> {
  const [program, client] = await Promise.all([tool("mariadbd"), tool("mariadb")]);
  const server = await startProcess({
    name: "mariadb",
    port,
    prepare: async (place) => {
      const options = await initialise(program, place.folder);
      const own = ["--bind-address=127.0.0.1", `--port=${place.port}`, `--socket=${join(place.folder, "socket")}`];
      return [program, ...options, ...own, ...flags];
    },
    ready: /ready for connections/,
  });
  const login = ["--no-defaults", "--host=127.0.0.1", `--port=${server.port}`, "--user=root"];
  const query = async (sql: string) => {
    const { stdout } = await run(client, ...login, "--batch", "--skip-column-names", `--execute=${sql}`);
    return stdout.trimEnd();
  };
  return { ...server, user: "root", query };
}

// What MariaDB's own installation script feeds to a server that bootstraps, less the help texts.
const scripts = [
  "mysql_system_tables.sql",
  "mysql_performance_tables.sql",
  "mysql_system_tables_data.sql",
  "maria_add_gis_sp_bootstrap.sql",
  "mysql_sys_schema.sql",
];

/** Fills a data folder with the system tables. @returns the options that every start on it needs */
async function initialise(program: string, folder: string): Promise<string[]> {
  const prefix = dirname(dirname(program));
  const data = join(folder, "data");
  const temporary = join(folder, "temporary");
  // A server that starts removes the temporary tables of others that it finds in `--tmpdir`, which is /tmp by default.
  const folders = [`--basedir=${prefix}`, `--datadir=${data}`, `--tmpdir=${temporary}`];
  const options = ["--no-defaults", ...folders, "--skip-name-resolve"];
  // Root may run it, but has to say so.
  if (process.getuid?.() === 0) options.push("--user=root");
  await Promise.all([mkdir(data), mkdir(temporary)]);
  const bootstrap = join(folder, "bootstrap.sql");
  await writeFile(bootstrap, await systemTables(join(prefix, "share/mysql")));
  await run("sh", "-c", `exec "$@" < '${bootstrap}'`, "sh", program, ...options, "--bootstrap");
  return options;
}

async function systemTables(folder: string): Promise<string> {
  const texts = await Promise.all(scripts.map((script) => readFile(join(folder, script), "utf8")));
  return ["create database mysql;", "use mysql;", "set @auth_root_socket=NULL;", ...texts].join("\n");
}
