import { line, panels, row } from "bigdata-monitoring";

export const etlLogs = row(
  "Logs",
  line(8, [
    panels.logs("Logs of the pipelines", {
      description: "Warnings and errors of the ETL services.",
      expr: '{service="etl", level=~"warning|error|critical"}',
    }),
  ]),
);
