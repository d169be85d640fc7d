import { findingCheck } from "./finding-check.ts";

export const promqlGrouping = findingCheck(
  "grouping",
  "Grouping by a label that is not there makes one group of all series; without it, none.",
  {
    bad: "sum by (que) (shop_queue_length) > 5",
    good: "sum by (queue) (shop_queue_length) > 5",
  },
);
