import { line, row } from "bigdata-monitoring";
import { logs } from "bigdata-monitoring/panels";

export const kafkaLogs = row(
  "Logs",
  line(8, [
    logs("What Kafka and its exporters report", {
      description: "Warnings and errors of the brokers and of both exporters.",
      expr: '{service=~"kafka.*", level=~"warning|error|critical"}',
    }),
  ]),
);
