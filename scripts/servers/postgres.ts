import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../../lib/cli/programs/programs.ts";
import { tool } from "../../lib/cli/programs/tools.ts";
import { type Place, type ServerOptions, type ServerProcess, startProcess } from "./process.ts";
import { type Unprivileged, unprivileged } from "./unprivileged.ts";

export interface Postgres extends ServerProcess {
  /** Such as `postgresql://postgres@127.0.0.1:20123/postgres?sslmode=disable`. */
  readonly connection: string;
  /** Runs SQL as the superuser. @returns its rows, a line each, columns separated by `|` */
  query(sql: string): Promise<string>;
}

// Nothing here outlives the process, so it need not survive a power cut.
const settings = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"];

/** Starts a fresh PostgreSQL with a superuser `postgres` that needs no password. */
export async function startPostgres({ port, flags = [] }: ServerOptions = {}): Promise<Postgres> {
  const [program, client, user] = await Promise.all([tool("postgres"), tool("psql"), unprivileged()]);
  const server = await startProcess({
    name: "postgres",
    port,
    prepare: async (place) => {
      const own = [
        "-D",
        await initialise(place, user),
        "-k",
        place.folder,
        "-h",
        "127.0.0.1",
        "-p",
        String(place.port),
      ];
      return user.as([program, ...own, ...settings.flatMap((setting) => ["-c", setting]), ...flags]);
    },
    ready: /ready to accept connections/,
    // Ends the connections of clients, which SIGTERM would wait for.
    stopSignal: "SIGINT",
  });
  const connection = `postgresql://postgres@${server.address}/postgres?sslmode=disable`;
  const quiet = ["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set", "ON_ERROR_STOP=1"];
  const query = async (sql: string) => (await run(client, ...quiet, "--command", sql, connection)).stdout.trimEnd();
  return { ...server, connection, query };
}

async function initialise({ folder }: Place, user: Unprivileged): Promise<string> {
  const data = join(folder, "data");
  await mkdir(data, { mode: 0o700 });
  await Promise.all([user.own(folder), user.own(data)]);
  const options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"];
  await run(...user.as([await tool("initdb"), "-D", data, ...options]));
  return data;
}
