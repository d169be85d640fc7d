import { line, row } from "../../lib/authoring/define.ts";
import { logs } from "../../lib/authoring/panels/index.ts";

export const etlLogs = row(
  "Logs",
  line(8, [
    logs("What the pipelines report", {
      description: "Warnings and errors of the ETL services: the reason behind a failed record or run.",
      expr: '{service="etl", level=~"warning|error|critical"}',
    }),
  ]),
);
