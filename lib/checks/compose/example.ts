import type { ComposeService } from "../../model/compose.ts";
import type { Model } from "../../model/model.ts";
import { exampleModel, exampleService } from "../example.ts";

const sound: ComposeService = {
  image: "prom/node-exporter:v1.12.1",
  container_name: "bigdata-node-exporter",
  ports: ["127.0.0.1:9100:9100"],
  healthcheck: { test: ["CMD", "wget", "-qO-", "http://127.0.0.1:9100/"] },
};

/** A compose file of one service, right but for what a check's example changes. */
export const composeExample = (changes: Partial<ComposeService> = {}, name = "node-exporter"): Model => ({
  ...exampleModel({ stack: { "node-exporter": exampleService({ health: "/" }) } }),
  compose: {
    name: "docker-compose.monitoring",
    file: "compose/docker-compose.monitoring.yml",
    definition: { services: { [name]: { ...sound, ...changes } } },
  },
});
