import { defineRunbooks } from "bigdata-monitoring";
import type mysql from "./mysql.ts";

export default defineRunbooks<typeof mysql>({
  MysqlDown: {
    check: [
      "`mysqladmin -h mysql ping`: `mysqld is alive` means that only the exporter cannot log in.",
      "`docker ps -a --filter name=mysql`, then `docker logs --tail 200 mysql`: look for `InnoDB: Starting crash recovery`, `No space left` or `Too many connections`.",
      "`df -h` on its host.",
    ],
    found: {
      "it is alive": [
        "Read `docker logs --tail 50 bigdata-mysqld-exporter`. `Access denied` is a changed password; `Too many connections` needs `SHOW PROCESSLIST` as root and `KILL <id>` for sessions in `Sleep`.",
      ],
      "it recovers": [
        "Wait until `ready for connections`. Recovery can take as many minutes as the redo log has gigabytes. Do not stop it.",
      ],
      "the disk is full": [
        "Purge binary logs that every replica has read: `PURGE BINARY LOGS BEFORE NOW() - INTERVAL 1 DAY`. Then start it.",
      ],
      "it has ended": [
        "`docker start mysql`. If it ends again with `InnoDB: Database page corruption`, stop, and restore the last backup to another volume.",
      ],
    },
    undo: "None of these steps changes data, but for purged binary logs: take a full backup after them.",
    verify: "`mysql_up` is 1, and `mysqladmin -h mysql extended-status | grep Threads_connected` is above 1.",
    call: {
      business: "if orders cannot be stored for 10 minutes",
      "data-engineering": "if change capture reads from it",
    },
  },
});
