import type { Scale } from "bigdata-monitoring";

/**
 * The stack on more than one of each server, as `compose/docker-compose.scale.yml` runs it. Copy this file to
 * `scale.ts`, build, and start it by `npm run up -- --scale`.
 */
export const scale = {
  cluster: "local",
  services: {
    "victoria-metrics": {
      title: "VictoriaMetrics",
      purpose: "Long-term storage of metrics",
      port: 8428,
      health: "/health",
      team: "platform",
    },
    "web-proxy": {
      title: "HAProxy",
      purpose: "Sends requests to a Grafana and an Alertmanager that answer",
      port: 8405,
      health: "/health",
      team: "platform",
    },
  },
  prometheus: { replicas: 2 },
  store: { kind: "victoriametrics", service: "victoria-metrics" },
  alertmanager: { replicas: 3 },
  grafana: { replicas: 2 },
  loki: {
    objectStore: {
      endpoint: "object-store:8333",
      region: "us-east-1",
      buckets: { chunks: "loki-chunks", rules: "loki-rules" },
      insecure: true,
    },
    // One process reads and writes, one does the rest.
    members: ["loki", "loki-backend"],
    replicationFactor: 1,
  },
} as const satisfies Scale;
