// The numbers of expected.ts as series, so that an alert about a cluster finds its own by the label.
import { defineRules, promql, record } from "bigdata-monitoring";
import { expected } from "../expected.ts";

const facts = (name: string, numbers: Readonly<Record<string, number>>, help: string) =>
  Object.entries(numbers).map(([cluster, number]) =>
    record(name, promql`vector(${number})`, help, cluster === "" ? {} : { cluster }),
  );

export default defineRules({
  interval: "1m",
  rules: [
    ...facts("cluster:kafka_brokers:expected", expected.kafka.brokers, "Brokers that run"),
    ...facts(
      "cluster:postgresql_standbys:expected",
      expected.postgresql.standbys,
      "Standbys that each primary sends to",
    ),
    ...facts("cluster:mysql_replicas:expected", expected.mysql.replicas, "Replicas that replicate"),
    ...facts("cluster:redis_replicas:expected", expected.redis.replicas, "Replicas that are connected to each master"),
  ],
});
