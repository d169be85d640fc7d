import { findingCheck } from "./finding-check.ts";

export const promqlMatching = findingCheck(
  "matching",
  "Vectors whose labels never agree match nothing; those that agree too often fail when the rule is evaluated.",
  {
    bad: "rate(shop_requests_total[5m]) / shop_queue_length > 5",
    good: "sum by (instance) (rate(shop_requests_total[5m])) / on (instance) sum by (instance) (shop_queue_length) > 5",
  },
);
