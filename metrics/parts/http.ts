import type { Metric } from "bigdata-monitoring";

const byRoute = {
  labels: ["method", "route", "status"],
  values: { method: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] },
} as const;

/** Rate, errors and duration of an HTTP service. `route` is the template (`/orders/:id`), never the path that was asked. */
export const httpMetrics = {
  http_requests_total: { type: "counter", ...byRoute, unit: "count", help: "Requests answered, by status code" },
  http_request_duration_seconds: {
    type: "histogram",
    ...byRoute,
    unit: "seconds",
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    help: "Time from a request's arrival to its answer",
  },
  http_requests_in_flight: { type: "gauge", labels: [], unit: "count", help: "Requests being answered" },
} as const satisfies Record<string, Metric>;
