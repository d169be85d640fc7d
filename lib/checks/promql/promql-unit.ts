import { findingCheck } from "./finding-check.ts";

export const promqlUnit = findingCheck(
  "unit",
  "Bytes added to seconds, or a ratio compared with a percentage, is a number that means nothing.",
  {
    bad: "shop_disk_used_ratio > shop_disk_used_percent",
    good: "shop_disk_used_ratio * 100 > shop_disk_used_percent",
  },
);
