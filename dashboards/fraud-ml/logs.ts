import { line, panels, row } from "bigdata-monitoring";

export const fraudLogs = row(
  "Logs",
  line(8, [
    panels.logs("Logs of fraud detection and the models", {
      description: "Warnings and errors of the fraud service, MLflow and their exporters.",
      expr: '{service=~"fraud.*|mlflow.*|data-quality.*", level=~"warning|error|critical"}',
    }),
  ]),
);
