import { defineRunbooks } from "bigdata-monitoring";
import type consumers from "./kafka-consumers.ts";

const describe = "`kafka-consumer-groups.sh --bootstrap-server kafka:9092 --describe --group GROUP`";

export default defineRunbooks<typeof consumers>({
  ConsumerLagHigh: {
    check: [
      `${describe}: LAG by partition. All partitions alike is too little speed; one partition alone is a record or a key.`,
      "`kafka-consumer-groups.sh --bootstrap-server kafka:9092 --describe --members --group GROUP`: no member means that the consumer is down.",
      "The consumer's log: `Member ... has not polled in time`, or an exception that repeats with one offset.",
    ],
    found: {
      "the group has no member": ["Start its service, and read its log if it ends again."],
      "all partitions lag": [
        "Start more instances, up to the number of partitions. If they wait for a database or a model, that is the cause: see its alerts.",
      ],
      "one partition lags": [
        "A record cannot be read: copy it with `kafka-console-consumer.sh --bootstrap-server kafka:9092 --topic TOPIC --partition N --offset O --max-messages 1`. Stop the members, then skip it: `kafka-consumer-groups.sh --bootstrap-server kafka:9092 --group GROUP --topic TOPIC:N --reset-offsets --shift-by 1 --execute`.",
      ],
      "it rebalances again and again": ["Raise `max.poll.interval.ms`, or lower `max.poll.records` of the consumer."],
    },
    undo: "Reset the offset back to where it was, with the members stopped; the consumer must bear duplicates.",
    verify: "LAG falls at each call of the first command.",
    call: { fraud: "if the group is fraud-scorer", "data-engineering": "before you reset an offset" },
  },
  ConsumerLosesMessages: {
    check: [
      `${describe}: CURRENT-OFFSET against the oldest offset of the topic: \`kafka-get-offsets.sh --bootstrap-server kafka:9092 --topic TOPIC --time earliest\`.`,
      "`kafka-configs.sh --bootstrap-server kafka:9092 --describe --entity-type topics --entity-name TOPIC`: `retention.ms` and `retention.bytes`.",
    ],
    found: {
      "messages are about to be deleted": [
        "Win time first: `kafka-configs.sh --bootstrap-server kafka:9092 --alter --entity-type topics --entity-name TOPIC --add-config retention.ms=604800000,retention.bytes=-1`. Check `df -h` of the brokers before it.",
        "Then do what ConsumerLagHigh says.",
      ],
      "messages are deleted already": [
        "Note both offsets: the difference must be replayed from the source. Then do the same.",
      ],
    },
    undo: "`kafka-configs.sh --bootstrap-server kafka:9092 --alter --entity-type topics --entity-name TOPIC --delete-config retention.ms,retention.bytes` once the lag is gone.",
    verify: "`consumergroup_topic:kafka_lag_of_retained:ratio` falls below 0.5.",
    call: { platform: "if the brokers have too little disk", business: "if messages are lost" },
  },
});
