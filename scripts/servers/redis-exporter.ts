import { tool } from "../../lib/cli/programs/tools.ts";
import { type ServerOptions, type ServerProcess, startProcess } from "./process.ts";
import type { Redis } from "./redis.ts";

export interface RedisExporterOptions extends ServerOptions {
  readonly redis: Pick<Redis, "address" | "password">;
}

/** Starts the exporter of one Redis. */
export async function startRedisExporter({ redis, port, flags = [] }: RedisExporterOptions): Promise<ServerProcess> {
  const program = await tool("redis-exporter");
  return await startProcess({
    name: "redis-exporter",
    port,
    env: { REDIS_ADDR: `redis://${redis.address}`, REDIS_PASSWORD: redis.password },
    prepare: async (place) => [program, `-web.listen-address=127.0.0.1:${place.port}`, ...flags],
    ready: "/health",
  });
}
