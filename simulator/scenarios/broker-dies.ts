import { defineScenario } from "../scenario.ts";

export default defineScenario({
  title: "A broker dies",
  story:
    "One of three Kafka brokers is gone. Its partitions are led elsewhere and have a replica less; nothing is lost.",
  changes: { brokersLost: { to: 1 } },
  lasts: "1h30m",
  panels: ["kafka › Brokers", "kafka › Under-replicated partitions", "kafka › Preferred leader ratio"],
  fires: ["KafkaBrokerLost warning", "KafkaPartitionsUnderReplicated warning"],
});
