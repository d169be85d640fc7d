import { defineRunbooks } from "bigdata-monitoring";
import type producers from "./kafka-producers.ts";

export default defineRunbooks<typeof producers>({
  KafkaProducerLosesRecords: {
    check: [
      "The log of JOB: the producer's exception. `TimeoutException` is a broker, `RecordTooLargeException` a record, `NotEnoughReplicasException` a lost replica, `TopicAuthorizationException` a right.",
      "`kafka-topics.sh --bootstrap-server kafka:9092 --describe --topic TOPIC`: has every partition a leader, and enough of `Isr`?",
    ],
    found: {
      "partitions have no leader or too few replicas": ["See KafkaPartitionsOffline: start the brokers."],
      "records are too large": [
        "Find what makes them (a release?), and roll it back; or raise `max.message.bytes` of the topic and `max.request.size` of the producer.",
      ],
      "it times out and the brokers are well": [
        'The network between them, or a full buffer: panel "Send buffer usage by service" of board kafka.',
      ],
      "a right is missing": [
        "`kafka-acls.sh --bootstrap-server kafka:9092 --add --allow-principal User:JOB --producer --topic TOPIC`.",
      ],
    },
    undo: "Set `max.message.bytes` back; `kafka-acls.sh --bootstrap-server kafka:9092 --remove --allow-principal User:JOB --producer --topic TOPIC` where the right was wrong.",
    verify:
      "`rate(kafka_producer_record_errors_total[5m])` is 0. Replay the lost records from the service's own store.",
    call: { business: "if the topic is orders or transactions: bookings are missing" },
  },
});
