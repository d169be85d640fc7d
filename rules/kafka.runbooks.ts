import { defineRunbooks } from "bigdata-monitoring";
import type kafka from "./kafka.ts";

const startBrokers = [
  "`docker ps -a --filter name=kafka`, then `docker logs --tail 200 BROKER`: a full disk, too little memory, or a certificate.",
  "Start them one after the other, the one that went down last first: it has the newest data. `docker start BROKER`.",
] as const;

export default defineRunbooks<typeof kafka>({
  KafkaUnreachable: {
    check: [
      "`kafka-broker-api-versions.sh --bootstrap-server kafka:9092 | grep id:`: brokers that answer.",
      "`docker logs --tail 50 bigdata-kafka-exporter`: whether only the exporter cannot log in.",
    ],
    found: {
      "brokers answer": [
        "Restart the exporter: `docker restart bigdata-kafka-exporter`. If it fails again, its address or credentials are wrong.",
      ],
      "no broker answers": startBrokers,
      "brokers run and do not answer": [
        "`kafka-metadata-quorum.sh --bootstrap-controller kafka:9093 describe --status`: without a leader the controllers have no majority. Start the missing controllers.",
      ],
    },
    undo: "Nothing to undo.",
    verify:
      "`kafka_brokers` is the usual number, and `kafka-topics.sh --bootstrap-server kafka:9092 --describe --unavailable-partitions` prints nothing.",
    call: { fraud: "at once: decisions wait for Kafka", business: "if it stays so for 10 minutes" },
  },
  KafkaPartitionsOffline: {
    check: [
      "`kafka-topics.sh --bootstrap-server kafka:9092 --describe --unavailable-partitions`: the partitions, and the brokers (`Replicas`) that have their data.",
      "`kafka-broker-api-versions.sh --bootstrap-server kafka:9092 | grep id:`: which of them are missing.",
    ],
    found: {
      "a broker with a replica can be started": startBrokers,
      "the disk of the last replica is lost": [
        "Data is lost in any case: decide with the owner of the topic. `kafka-leader-election.sh --bootstrap-server kafka:9092 --election-type unclean --topic TOPIC --partition N` takes an old replica as leader, and loses what it has not.",
      ],
      "all brokers run": [
        "`kafka-leader-election.sh --bootstrap-server kafka:9092 --election-type preferred --all-topic-partitions`.",
      ],
    },
    undo: "An unclean election cannot be taken back: records that the new leader has not are gone. Replay them from their source.",
    verify: "The first command prints nothing, and producers of the topic log no errors.",
    call: { fraud: "if the topic is transactions", business: "before an unclean election" },
  },
  KafkaPartitionsAtLastReplica: {
    check: [
      "`kafka-topics.sh --bootstrap-server kafka:9092 --describe --under-replicated-partitions`: brokers that are in `Replicas` and not in `Isr`.",
      "`docker ps -a --filter name=kafka`: which brokers are down.",
    ],
    found: {
      "a broker is down": ["Do not touch the brokers that are left.", ...startBrokers],
      "all brokers run": [
        "A follower cannot keep up: `docker stats --no-stream` and `iostat -x 5 3` on its host. Move load away from it, or wait if the lag falls.",
      ],
    },
    undo: "Nothing to undo.",
    verify: "The first command prints nothing.",
    call: { platform: "if a broker's host is down" },
  },
});
