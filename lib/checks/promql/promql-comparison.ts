import { findingCheck } from "./finding-check.ts";

export const promqlComparison = findingCheck(
  "comparison",
  "A comparison that is never true is an alert that never fires; one that is always true says nothing.",
  {
    bad: "shop_disk_used_ratio > 90",
    good: "shop_disk_used_ratio > 0.9",
  },
);
