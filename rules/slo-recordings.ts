// Burn rate of the error budget of each service level objective. At 1 it lasts exactly its period.
import { defineRules, promql, record } from "bigdata-monitoring";
import { job } from "../stack.ts";

const shop = job("transactions");

/** @param window over which bad events are counted */
const burnRate = (window: string) =>
  record(
    `slo:error_budget_burn:ratio_rate${window}`,
    promql`
      sum by (cluster, job, slo) (rate(slo_events_total{${shop},result="bad"}[${window}]))
        / (sum by (cluster, job, slo) (rate(slo_events_total{${shop}}[${window}])) > 0)
        / on (cluster, job, slo) (1 - max by (cluster, job, slo) (slo_target_ratio{${shop}} < 1))`,
    `How many times faster than allowed the error budget burned over ${window}`,
  );

export default defineRules({ interval: "1m", rules: ["5m", "30m", "1h", "6h", "3d"].map(burnRate) });
