import { line, panels, row } from "bigdata-monitoring";

export const infrastructureLogs = row(
  "Logs",
  line(8, [
    panels.logs("What the hosts report", {
      description: "Warnings and errors of the kernel and of the hosts' own services, from the journal.",
      expr: '{source="journal", level=~"warning|error|critical"}',
    }),
    panels.logs("What the containers report", {
      description: "Errors of the chosen containers.",
      expr: '{source="container", container=~"$container", level=~"error|critical"}',
    }),
  ]),
);
