import { line, row } from "../../lib/authoring/define.ts";
import { logs } from "../../lib/authoring/panels/index.ts";

export const kafkaLogs = row(
  "Logs",
  line(8, [
    logs("What Kafka and its exporters report", {
      description: "Warnings and errors of the brokers and of both exporters.",
      expr: '{service=~"kafka.*", level=~"warning|error|critical"}',
    }),
  ]),
);
