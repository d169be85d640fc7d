import { line, panels, row } from "bigdata-monitoring";

export const fraudLogs = row(
  "Logs",
  line(8, [
    panels.logs("What fraud detection and the models report", {
      description: "Warnings and errors of the fraud service, MLflow and their exporters.",
      expr: '{service=~"fraud.*|mlflow.*|data-quality.*", level=~"warning|error|critical"}',
    }),
  ]),
);
