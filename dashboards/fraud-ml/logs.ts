import { line, row } from "../../lib/authoring/define.ts";
import { logs } from "../../lib/authoring/panels/index.ts";

export const fraudLogs = row(
  "Logs",
  line(8, [
    logs("What fraud detection and the models report", {
      description: "Warnings and errors of the fraud service, MLflow and their exporters.",
      expr: '{service=~"fraud.*|mlflow.*|data-quality.*", level=~"warning|error|critical"}',
    }),
  ]),
);
