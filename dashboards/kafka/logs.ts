import { line, panels, row } from "bigdata-monitoring";

export const kafkaLogs = row(
  "Logs",
  line(8, [
    panels.logs("What Kafka and its exporters report", {
      description: "Warnings and errors of the brokers and of both exporters.",
      expr: '{service=~"kafka.*", level=~"warning|error|critical"}',
    }),
  ]),
);
