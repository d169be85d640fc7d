import { findingCheck } from "./finding-check.ts";

export const promqlRateOfSum = findingCheck(
  "rate-of-sum",
  "In a sum the restart of one counter looks like a restart of all: the rate shows a spike that never was.",
  {
    bad: "rate(sum(shop_requests_total)[5m:]) > 5",
    good: "sum(rate(shop_requests_total[5m])) > 5",
  },
);
