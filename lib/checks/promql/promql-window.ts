import { findingCheck } from "./finding-check.ts";

export const promqlWindow = findingCheck(
  "window",
  "A rate needs two samples: a window shorter than two scrapes mostly has one, and the result is empty.",
  {
    bad: "rate(shop_requests_total[15s]) > 5",
    good: "rate(shop_requests_total[1m]) > 5",
  },
);
