import { findingCheck } from "./finding-check.ts";

export const promqlLabel = findingCheck(
  "label",
  "A matcher on a label that the metric does not have selects nothing, or excludes nothing, without a word.",
  {
    bad: 'shop_queue_length{job="shop",queu="orders"} > 5',
    good: 'shop_queue_length{job="shop",queue="orders"} > 5',
  },
);
