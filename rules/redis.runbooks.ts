import { defineRunbooks } from "bigdata-monitoring";
import type redis from "./redis.ts";

export default defineRunbooks<typeof redis>({
  RedisDown: {
    check: [
      "`docker exec redis redis-cli PING`: `PONG` means that Redis is well and its exporter cannot reach it; `LOADING` that it reads its snapshot; no answer that it is down or stuck.",
      "`docker ps -a --filter name=redis` and `docker logs --tail 100 redis`: the exit code and the last lines. Code 137 is a kill for lack of memory.",
      "`df -h` on its host: a full disk ends the append-only file and stops writes.",
    ],
    found: {
      "it answers PONG": [
        "Read `docker logs --tail 50 bigdata-redis-exporter`. `NOAUTH` or `WRONGPASS` is a changed password: correct `REDIS_PASSWORD` in `compose/.env` and run `npm run up`.",
      ],
      "it answers LOADING": [
        "Wait. `redis-cli INFO persistence | grep loading_eta_seconds` says how long. Do not restart it: loading would begin again.",
      ],
      "the container has ended": [
        "`docker start redis`, then follow `docker logs -f redis` until `Ready to accept connections`.",
        "If it was killed for lack of memory, set `maxmemory` below the container's limit before it starts again.",
        "If it says `Bad file format reading the append only file`, copy `/data`, then run `redis-check-aof --fix COPY/appendonlydir/appendonly.aof.manifest`.",
      ],
      "the container runs and does not answer": [
        "`docker stats --no-stream redis`: at 100 % of a CPU one command blocks it. `redis-cli CLIENT LIST` on another connection, or `docker restart redis` after five minutes.",
      ],
    },
    undo: "Restore the copy of `/data` if a repaired file lost keys. A restart needs no undoing.",
    verify:
      '`redis-cli PING` answers `PONG`, `redis-cli DBSIZE` is near its usual number, and `feature_store_lookups_total{result="error"}` no longer grows.',
    call: { "ml-engineering": "at once: features are served from Redis", fraud: "if it stays down for 10 minutes" },
  },
});
