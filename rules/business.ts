// Transactions: volume, failures, declines and latency.
import { alert, defineRules, panelRef, promql, rowRef, text } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const shop = job("transactions");
const limits = thresholds.business;
const about = {
  team: "business",
  domain: "business",
  concern: "performance",
  dashboard: rowRef("business", "Transaction volumes"),
} as const;

export default defineRules({
  interval: "30s",
  rules: [
    alert("TransactionsFewerThanUsual", {
      ...about,
      kind: "anomaly",
      expr: promql`
        platform:transactions:rate5m < ${limits.volumeDrop} * platform:transactions:rate5m_baseline_min
        and platform:transactions:rate5m_baseline_min > 0.5`,
      for: "15m",
      severity: "warning",
      keepFiringFor: "10m",
      summary: "{{ $value | humanize }} transactions per second, far fewer than usual",
      description:
        "There are fewer transactions than at this time in the last weeks. Customers cannot buy, or do not visit. Revenue is lost.",
      action: text`Make a test purchase. Then find the affected channel in ${panelRef("business", "Transactions by channel")} and the affected step in ${panelRef("business", "Checkout funnel, 24 h")}.`,
    }),

    // At the usual rate, 20 transactions or more would have ended: chance alone does not do this in a lifetime.
    alert("TransactionsStopped", {
      ...about,
      expr: promql`
        sum by (cluster, job) (increase(transactions_total{${shop}}[10m])) == 0
        and on (cluster, job) 600 * platform:transactions:rate5m_baseline_min > 20`,
      for: "5m",
      severity: "critical",
      summary: "No transaction has ended for 10 minutes",
      description: "Nobody can pay, at a time at which customers always do. Revenue is lost.",
      action: text`Make a test purchase. Then find the step that fails in ${panelRef("business", "Checkout funnel, 24 h")}.`,
    }),

    alert("TransactionsMoreThanUsual", {
      ...about,
      expr: promql`
        platform:transactions:rate5m > ${limits.volumeSurge} * platform:transactions:rate5m_baseline_max
        and platform:transactions:rate5m > 1`,
      for: "15m",
      severity: "info",
      kind: "anomaly",
      summary: "{{ $value | humanize }} transactions per second, far more than usual",
      description:
        "The cause is a campaign, or somebody who tests stolen cards. The platform is sized for a lower load.",
      action:
        "Ask marketing about a campaign. If there is none, check amounts and declines, and inform the fraud team.",
    }),

    // One failure is a high share of few transactions: ten are demanded.
    alert("TransactionsFail", {
      ...about,
      expr: promql`
        channel:transactions_failed:ratio_rate5m > ${limits.failed}
        and on (cluster, job, channel)
          sum by (cluster, job, channel) (increase(transactions_total{${shop},status="failed"}[5m])) > ${limits.leastFailures}`,
      for: "10m",
      severity: "warning",
      keepFiringFor: "10m",
      summary:
        "{{ $value | humanizePercentage }} of transactions through {{ $labels.channel }} fail because of a platform error",
      description: "Customers wanted to pay and could not. Some of them do not come back.",
      action:
        "Search the transaction service's log for ERROR. Check the payment provider, MySQL and Kafka, which the service depends on.",
    }),

    alert("TransactionsDeclined", {
      ...about,
      expr: promql`
        channel:transactions_declined:ratio_rate15m > ${limits.declined}
        and on (cluster, job, channel)
          sum by (cluster, job, channel) (increase(transactions_total{${shop},status="declined"}[15m])) > ${limits.leastDeclines}`,
      for: "15m",
      severity: "warning",
      summary: "Banks decline {{ $value | humanizePercentage }} of transactions through {{ $labels.channel }}",
      description:
        "A payment provider has a problem, or somebody tests stolen cards. Honest customers are declined too.",
      action:
        "Group the declines by payment method. A single method points to its provider; small equal amounts point to card testing.",
    }),

    alert("TransactionsSlow", {
      ...about,
      expr: promql`
        channel:transactions_duration_seconds:p95_rate5m > ${limits.latency}
        and on (cluster, job, channel) channel:transactions:rate5m > 0.1`,
      for: "10m",
      severity: "warning",
      summary: "A transaction through {{ $labels.channel }} takes {{ $value | humanizeDuration }} (p95)",
      description: "Customers wait at the payment step, and some leave.",
      action:
        "Compare with the latency of fraud predictions, MySQL and the payment provider. The one that became slow at the same time is the cause.",
    }),
  ],
});
