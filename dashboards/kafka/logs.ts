import { line, panels, row } from "bigdata-monitoring";

export const kafkaLogs = row(
  "Logs",
  line(8, [
    panels.logs("Logs of Kafka and its exporters", {
      description: "Warnings and errors of the brokers and of both exporters.",
      expr: '{service=~"kafka.*", level=~"warning|error|critical"}',
    }),
  ]),
);
