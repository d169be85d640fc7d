import type { Links, Stack } from "bigdata-monitoring";

/** Every service that is monitored, or that monitors. Each has the library's metric catalog of its name. */
export const stack = {
  prometheus: {
    title: "Prometheus",
    purpose: "Metrics and rules",
    port: 9090,
    scrape: { interval: "15s" },
    team: "operations",
  },
  alertmanager: {
    title: "Alertmanager",
    purpose: "Routing and notifications",
    port: 9093,
    scrape: { interval: "15s" },
    team: "operations",
  },
  "node-exporter": {
    title: "Node exporter",
    purpose: "CPU, memory and file systems of hosts",
    port: 9100,
    scrape: { interval: "15s" },
    team: "operations",
  },
} as const satisfies Stack;

/** Alerts link to these addresses. */
export const links = {
  dashboards: "http://localhost:3000/d",
  runbooks: "http://localhost/runbooks",
} as const satisfies Links;
