import { defineRunbooks } from "bigdata-monitoring";
import type durability from "./postgresql-durability.ts";

export default defineRunbooks<typeof durability>({
  PostgresqlTransactionIdsRunOut: {
    check: [
      '`psql -c "SELECT datname, age(datfrozenxid) FROM pg_database ORDER BY 2 DESC"`: PostgreSQL stops writing at 2 100 000 000.',
      "What keeps old rows from being frozen: `SELECT pid, age(backend_xmin), state, query FROM pg_stat_activity WHERE backend_xmin IS NOT NULL ORDER BY 2 DESC LIMIT 5`, `SELECT slot_name, age(xmin), age(catalog_xmin) FROM pg_replication_slots`, and `SELECT gid, prepared FROM pg_prepared_xacts`.",
      "`SELECT pid, datname, relid::regclass, phase FROM pg_stat_progress_vacuum`: whether a vacuum already works on it.",
    ],
    found: {
      "a transaction is days old": ["`SELECT pg_terminate_backend(PID)`. Notify the team of its application."],
      "a replication slot is old": ["`SELECT pg_drop_replication_slot('NAME')`. Its consumer must be set up again."],
      "a prepared transaction is old": ["Ask its owner, then `ROLLBACK PREPARED 'GID'`."],
      "nothing holds it": [
        "In the oldest database: `SELECT oid::regclass, age(relfrozenxid) FROM pg_class WHERE relkind IN ('r', 't', 'm') ORDER BY 2 DESC LIMIT 10`.",
        "`VACUUM (FREEZE, VERBOSE, INDEX_CLEANUP OFF) TABLE` for the oldest tables, one after the other.",
      ],
    },
    undo: "A vacuum needs no undoing. A dropped slot is made again by its consumer, with a new copy of the data.",
    verify: "`age(datfrozenxid)` falls, and `pg_database_wraparound_age_datfrozenxid_seconds` with it.",
    call: { "data-engineering": "before you drop one of its slots" },
  },
});
