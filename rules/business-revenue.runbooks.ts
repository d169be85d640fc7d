import { defineRunbooks } from "bigdata-monitoring";
import type revenue from "./business-revenue.ts";

export default defineRunbooks<typeof revenue>({
  RevenueNotBooked: {
    check: [
      '`{service="transactions", level=~"error|critical"} |~ "book|ledger"` in Loki: the first error.',
      "`mysqladmin -h mysql ping` and `pg_isready -h postgres`: the ledger's database.",
      "`sum by (status) (rate(transactions_total[10m]))`: are payments approved?",
    ],
    found: {
      "bookings fail in the database": [
        "See the alerts of the database. A full disk and a lock are the usual reasons.",
      ],
      "bookings fail after a release": ["Roll the transaction service back."],
      "bookings wait in Kafka": [
        "`kafka-consumer-groups.sh --bootstrap-server kafka:9092 --describe --group ledger`: see ConsumerLagHigh.",
      ],
    },
    undo: "Release again once the cause is fixed.",
    verify:
      "`rate(revenue_usd_total[10m])` grows. Book what is missing from the topic: extend its retention until that is done.",
    call: { "data-engineering": "to extend the retention of the topic", platform: "if a database is down" },
  },
});
