import { findingCheck } from "./finding-check.ts";

export const promqlCounter = findingCheck(
  "counter",
  "rate() takes each fall of a gauge for a restart; delta() takes each restart of a counter for a fall.",
  {
    bad: "rate(shop_queue_length[5m]) > 5",
    good: "deriv(shop_queue_length[5m]) > 5",
  },
);
