import { defineScenario } from "../scenario.ts";

export default defineScenario({
  title: "An endpoint goes down",
  story: "The MLflow server is gone: nobody can look up a model, and its exporter has nothing to expose.",
  changes: { mlflowDown: { to: 1 } },
  lasts: "1h",
  panels: ["platform-overview › Service status", "platform-overview › Service details"],
  fires: ["EndpointDown warning", "ExporterBackendStale warning", "MlflowDown warning"],
});
