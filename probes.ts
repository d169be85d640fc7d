import type { Probes } from "bigdata-monitoring";

/** What is probed in addition to the services' health paths, and with which modules. */
export const probes = {
  interval: "30s",
  modules: {
    http: { timeout: "5s", statusCodes: [200], followRedirects: true },
    tcp: { timeout: "5s" },
    icmp: { timeout: "5s" },
  },
  // What customers open, such as `shop: { title: "Web shop", url: "https://shop.example.com/health", team: "business", critical: true }`.
  sites: {},
  backends: {
    redis: { title: "Redis", port: 6379, team: "platform", critical: true },
    postgres: { title: "PostgreSQL", port: 5432, team: "platform", critical: true },
    mysql: { title: "MySQL", port: 3306, team: "platform", critical: true },
    kafka: { title: "Kafka", port: 9092, team: "data-engineering", critical: true },
    mlflow: { title: "MLflow", port: 5000, health: "/health", team: "ml-engineering" },
  },
} as const satisfies Probes;
