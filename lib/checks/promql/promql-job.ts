import { findingCheck } from "./finding-check.ts";

export const promqlJob = findingCheck(
  "job",
  "A job that nobody scrapes has no series, and Prometheus does not say so.",
  {
    bad: 'up{job="shopp"} == 0',
    good: 'up{job="shop"} == 0',
  },
);
