import { line, row } from "../../lib/authoring/define.ts";
import { logs } from "../../lib/authoring/panels/index.ts";

export const infrastructureLogs = row(
  "Logs",
  line(8, [
    logs("What the hosts report", {
      description: "Warnings and errors of the kernel and of the hosts' own services, from the journal.",
      expr: '{source="journal", level=~"warning|error|critical"}',
    }),
    logs("What the containers report", {
      description: "Errors of the chosen containers.",
      expr: '{source="container", container=~"$container", level=~"error|critical"}',
    }),
  ]),
);
