import { findingCheck } from "./finding-check.ts";

export const promqlMetric = findingCheck(
  "metric",
  "A metric that the selected job does not expose has no series: the panel stays empty, the alert silent.",
  {
    bad: 'shop_request_total{job="shop"} > 5',
    good: 'shop_requests_total{job="shop"} > 5',
  },
);
