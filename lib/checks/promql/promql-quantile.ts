import { findingCheck } from "./finding-check.ts";

export const promqlQuantile = findingCheck(
  "quantile",
  "histogram_quantile without le is empty, and beyond 0 to 1 it is infinite.",
  {
    bad: "histogram_quantile(0.99, sum(rate(shop_request_seconds_bucket[5m]))) > 1",
    good: "histogram_quantile(0.99, sum by (le) (rate(shop_request_seconds_bucket[5m]))) > 1",
  },
);
