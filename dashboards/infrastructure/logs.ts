import { line, panels, row } from "bigdata-monitoring";

export const infrastructureLogs = row(
  "Logs",
  line(8, [
    panels.logs("Host logs", {
      description: "Warnings and errors of the kernel and of system services, from the journal.",
      expr: '{source="journal", level=~"warning|error|critical"}',
    }),
    panels.logs("Container logs", {
      description: "Errors of the selected containers.",
      expr: '{source="container", container=~"$container", level=~"error|critical"}',
    }),
  ]),
);
