import { defineMetrics, metric } from "bigdata-monitoring";

/** What the service `api` exposes. Every query is checked against it. */
export default defineMetrics({
  title: "API",
  version: "contract",
  metrics: {
    http_requests_total: metric.counter("count", ["method", "status"], "Requests that were answered"),
    http_request_duration_seconds: metric.histogram("seconds", ["method"], "Time to answer a request"),
  },
});
