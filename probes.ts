import type { Probes } from "bigdata-monitoring";

/** What is probed in addition to the services' health paths, and with which modules. */
export const probes = {
  interval: "30s",
  modules: {
    http: { timeout: "5s", statusCodes: [200], followRedirects: true },
    tcp: { timeout: "5s" },
    icmp: { timeout: "5s" },
  },
  backends: {
    redis: { title: "Redis", port: 6379 },
    postgres: { title: "PostgreSQL", port: 5432 },
    mysql: { title: "MySQL", port: 3306 },
    kafka: { title: "Kafka", port: 9092 },
    mlflow: { title: "MLflow", port: 5000, health: "/health" },
  },
} as const satisfies Probes;
