import { line, panels, row } from "bigdata-monitoring";

export const databaseLogs = row(
  "Logs",
  line(8, [
    panels.logs("Logs of the databases", {
      description: "Warnings and errors that the database servers and their exporters write.",
      expr: '{source="container", service=~"(postgres|mysql|redis).*", level=~"warning|error|critical"}',
    }),
  ]),
);
