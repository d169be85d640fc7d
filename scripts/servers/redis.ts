import { run } from "../../lib/cli/programs/programs.ts";
import { tool } from "../../lib/cli/programs/tools.ts";
import { type ServerOptions, type ServerProcess, startProcess } from "./process.ts";

export interface RedisOptions extends ServerOptions {
  /** Asked of every client. Defaults to none. */
  readonly password?: string;
}

export interface Redis extends ServerProcess {
  /** The password, empty where none is asked. */
  readonly password: string;
  /** Runs one command, such as `command("SET", "key", "value")`. @returns its answer as text */
  command(...words: string[]): Promise<string>;
}

/** Starts a Redis that keeps nothing on disk. */
export async function startRedis({ password = "", port, flags = [] }: RedisOptions = {}): Promise<Redis> {
  const [program, client] = await Promise.all([tool("redis-server"), tool("redis-cli")]);
  const server = await startProcess({
    name: "redis",
    port,
    prepare: async (place) => {
      const own = ["--bind", "127.0.0.1", "--port", String(place.port), "--dir", place.folder, "--save", ""];
      return [program, ...own, ...(password === "" ? [] : ["--requirepass", password]), ...flags];
    },
    ready: /ready to accept connections/i,
  });
  const login = ["-p", String(server.port), ...(password === "" ? [] : ["--no-auth-warning", "-a", password])];
  const command = async (...words: string[]) => (await run(client, ...login, "-e", ...words)).stdout.trimEnd();
  return { ...server, password, command };
}
