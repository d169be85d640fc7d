import { line, panels, row } from "bigdata-monitoring";

export const etlLogs = row(
  "Logs",
  line(8, [
    panels.logs("What the pipelines report", {
      description: "Warnings and errors of the ETL services: the reason behind a failed record or run.",
      expr: '{service="etl", level=~"warning|error|critical"}',
    }),
  ]),
);
