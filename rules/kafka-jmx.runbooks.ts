import { defineRunbooks } from "bigdata-monitoring";
import type jmx from "./kafka-jmx.ts";

export default defineRunbooks<typeof jmx>({
  KafkaPartitionsUnderMinIsr: {
    check: [
      "`kafka-topics.sh --bootstrap-server kafka:9092 --describe --under-min-isr-partitions`: which partitions, and which brokers are missing from `Isr`?",
      "`docker ps -a --filter name=kafka`: does the missing broker run?",
      "`df -h` on its host: is its disk full?",
    ],
    found: {
      "a broker is down": [
        "`docker logs --tail 100 CONTAINER`: correct the cause and start it. It catches up by itself.",
        "If its disk is full: see HostDiskFull.",
      ],
      "all brokers run": [
        "One is too slow to follow: `docker stats --no-stream`, then reduce its load. Do not restart a second one.",
      ],
      "it cannot come back within minutes": [
        "Only with consent of the topic's owner: lower the limit with `kafka-configs.sh --bootstrap-server kafka:9092 --alter --entity-type topics --entity-name TOPIC --add-config min.insync.replicas=1`. A further failure then loses data.",
      ],
    },
    undo: "`kafka-configs.sh --bootstrap-server kafka:9092 --alter --entity-type topics --entity-name TOPIC --delete-config min.insync.replicas` once the broker is back.",
    verify: "`kafka-topics.sh --bootstrap-server kafka:9092 --describe --under-min-isr-partitions` prints nothing.",
    call: { platform: "if the broker's host or disk has failed", fraud: "if transactions or predictions are affected" },
  },
});
