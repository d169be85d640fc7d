import type { ComposeService } from "../../../../lib/model/compose.ts";
import type { Model } from "../../../../lib/model/model.ts";
import type { Examples } from "./example.ts";
import { alertingExample, exampleModel, exampleService } from "./model.ts";

const flag = "--storage.tsdb.retention.time=";

const sound: ComposeService = {
  image: "prom/node-exporter:v1.12.1",
  container_name: "node-exporter",
  ports: ["127.0.0.1:9100:9100"],
  healthcheck: { test: ["CMD", "wget", "-qO-", "http://127.0.0.1:9100/"] },
};

/** A compose file of one valid service, with a check's changes. */
const composeExample = (changes: Partial<ComposeService> = {}, name = "node-exporter"): Model => ({
  ...exampleModel({ stack: { "node-exporter": exampleService({ health: "/" }) } }),
  compose: {
    name: "docker-compose.monitoring",
    file: "compose/docker-compose.monitoring.yml",
    definition: { services: { [name]: { ...sound, ...changes } } },
  },
});

const withRetention = (time: string): Model => ({
  ...composeExample({ command: [flag + time] }, "prometheus"),
  retention: { metrics: "30d", logs: "168h" },
});

const withAlertmanager = (container: Partial<ComposeService>): Model => ({
  ...composeExample(container, "alertmanager"),
  ...alertingExample({}),
});

export const composeExamples: Examples = {
  "compose-health": {
    bad: () => composeExample({ healthcheck: { test: ["CMD", "wget", "-qO-", "http://127.0.0.1:9100/healthy"] } }),
    good: () => composeExample(),
  },
  "compose-image": {
    bad: () => composeExample({ image: "prom/node-exporter:latest" }),
    good: () => composeExample(),
  },
  "compose-retention": {
    bad: () => withRetention("15d"),
    good: () => withRetention("30d"),
  },
  "compose-secret": {
    bad: () => withAlertmanager({ secrets: [] }),
    good: () =>
      withAlertmanager({
        secrets: ["slack_webhook_url", "pagerduty_platform"].map((source) => ({
          source,
          target: `/secrets/${source}`,
        })),
      }),
  },
  "compose-service": {
    bad: () => composeExample({ ports: ["127.0.0.1:9100:9101"] }),
    good: () => composeExample(),
  },
};
