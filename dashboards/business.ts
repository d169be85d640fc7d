// Do customers buy, does revenue arrive, and are service level objectives met?
import { defineDashboard, panels, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { api } from "./business/api.ts";
import { customerInsights } from "./business/customer-insights.ts";
import { operationalKpis } from "./business/operational-kpis.ts";
import { revenueTracking } from "./business/revenue-tracking.ts";
import { transactionVolumes } from "./business/transaction-volumes.ts";

export default defineDashboard({
  title: "Business Metrics",
  question: "Do customers buy, does revenue arrive, and are service level objectives met?",
  tags: ["business"],
  domains: ["business", "fraud-detection", "security"],
  variables: [
    panels.labelVariable("channel", promql`transactions_total{${job("transactions")}}`),
    panels.labelVariable("payment_method", promql`transactions_total{${job("transactions")},channel=~"$channel"}`, {
      title: "Payment method",
    }),
  ],
  from: "now-24h",
  refresh: "1m",
  rows: [transactionVolumes, revenueTracking, customerInsights, operationalKpis, api],
});
