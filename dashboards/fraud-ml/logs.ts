import { line, row } from "bigdata-monitoring";
import { logs } from "bigdata-monitoring/panels";

export const fraudLogs = row(
  "Logs",
  line(8, [
    logs("What fraud detection and the models report", {
      description: "Warnings and errors of the fraud service, MLflow and their exporters.",
      expr: '{service=~"fraud.*|mlflow.*|data-quality.*", level=~"warning|error|critical"}',
    }),
  ]),
);
