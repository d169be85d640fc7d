import { findingCheck } from "./finding-check.ts";

export const promqlLabelValue = findingCheck(
  "label-value",
  "A value that the label never has selects nothing, and looks like a calm day.",
  {
    bad: 'rate(shop_requests_total{method="get"}[5m]) > 5',
    good: 'rate(shop_requests_total{method="GET"}[5m]) > 5',
  },
);
