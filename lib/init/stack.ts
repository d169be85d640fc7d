import type { Links, Stack } from "bigdata-monitoring";

/** Every service that is monitored, or that monitors: title, port, scrape interval, owner. */
export const stack = {
  prometheus: { title: "Prometheus", purpose: "Metrics and rules", port: 9090, team: "operations" },
  alertmanager: { title: "Alertmanager", purpose: "Routing and notifications", port: 9093, team: "operations" },
  api: { title: "API", purpose: "Serves customers", port: 8080, scrape: { interval: "15s" }, team: "web" },
} as const satisfies Stack;

/** Alerts link to these addresses. */
export const links = {
  dashboards: "http://localhost:3000/d",
  runbooks: "http://localhost/runbooks",
} as const satisfies Links;
