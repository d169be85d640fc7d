import { defineRunbooks } from "bigdata-monitoring";
import type postgresql from "./postgresql.ts";

export default defineRunbooks<typeof postgresql>({
  PostgresqlDown: {
    check: [
      "`pg_isready -h postgres`: `accepting connections` means that it is up; `rejecting connections` that it starts, stops or recovers; `no response` that it is down.",
      "`docker ps -a --filter name=postgres` and `docker logs --tail 200 postgres`: look for `PANIC`, `No space left`, `remaining connection slots`.",
      "`docker logs --tail 50 bigdata-postgres-exporter`: whether the exporter itself fails.",
    ],
    found: {
      "it accepts connections": [
        "`psql -h postgres -U postgres -c \"SELECT count(*), state FROM pg_stat_activity GROUP BY state\"`. If all slots are taken, end idle ones: `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'idle in transaction' AND state_change < now() - interval '10 minutes'`.",
        "If `psql` works and the exporter does not, its password has changed: correct it in `compose/.env` and run `npm run up`.",
      ],
      "it rejects connections": [
        "Wait: the log names the progress of recovery (`redo in progress, elapsed time`). Do not stop it with `kill -9`.",
      ],
      "it is down because the disk is full": [
        "Never delete files of `pg_wal`. Free space beside them, or extend the volume, then `docker start postgres`.",
        "`SELECT slot_name, pg_size_pretty(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)) FROM pg_replication_slots`: drop the slot that keeps the log, with `SELECT pg_drop_replication_slot('NAME')`.",
      ],
      "it is down and does not start": [
        "Fail over to a standby: `docker exec postgres-standby pg_ctl promote`. Point the applications to it. Keep the old one stopped.",
      ],
    },
    undo: "A promoted standby cannot go back: rebuild the old primary from it with `pg_rewind` or `pg_basebackup`.",
    verify: "`pg_up` is 1, and `SELECT now(), pg_is_in_recovery()` answers `f` on the primary.",
    call: {
      fraud: "if it is the database of fraud detection",
      business: "before a failover: seconds of orders may be lost",
    },
  },
});
