import { line, row } from "bigdata-monitoring";
import { logs } from "bigdata-monitoring/panels";

export const etlLogs = row(
  "Logs",
  line(8, [
    logs("What the pipelines report", {
      description: "Warnings and errors of the ETL services: the reason behind a failed record or run.",
      expr: '{service="etl", level=~"warning|error|critical"}',
    }),
  ]),
);
