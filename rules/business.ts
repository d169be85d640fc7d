// Do customers buy, pay and come through? What the platform is for.
import { alert, defineRules, promql } from "bigdata-monitoring";
import { thresholds } from "../thresholds.ts";

const limits = thresholds.business;
const about = { team: "business", domain: "business", concern: "performance", dashboard: "business" } as const;

export default defineRules({
  interval: "30s",
  rules: [
    alert("TransactionsFewerThanUsual", {
      ...about,
      kind: "anomaly",
      expr: (limit) => promql`
        platform:transactions:rate5m < ${limit} * platform:transactions:rate5m_baseline_min
        and platform:transactions:rate5m_baseline_min > 0.5`,
      severities: {
        warning: { limit: limits.volumeDrop.warning, for: "15m" },
        critical: { limit: limits.volumeDrop.critical, for: "5m" },
      },
      summary: "{{ $value | humanize }} transactions per second, far fewer than usual",
      description:
        "Fewer than at this time yesterday and a week ago: customers cannot buy, or do not come. Revenue is being lost.",
      action:
        "Buy something yourself, then see under Business Metrics which channel and which step of the checkout fell.",
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
      description: "A campaign, or somebody who tries stolen cards by the thousand. The platform was sized for less.",
      action: "Ask marketing; if nobody knows, look at amounts and declines, and tell the fraud team.",
    }),

    // Below 6 transactions a minute one that fails is a high share.
    alert("TransactionsFail", {
      ...about,
      expr: (limit) => promql`
        channel:transactions_failed:ratio_rate5m > ${limit}
        and on (job, channel) channel:transactions:rate5m > 0.1`,
      severities: {
        warning: { limit: limits.failed.warning, for: "10m" },
        critical: { limit: limits.failed.critical, for: "3m" },
      },
      summary: "{{ $value | humanizePercentage }} of transactions by {{ $labels.channel }} fail by our fault",
      description: "Customers wanted to pay and could not. Some try again, some do not come back.",
      action:
        "Search the transaction service's log for ERROR; the payment provider, MySQL and Kafka are what it depends on.",
    }),

    alert("TransactionsDeclined", {
      ...about,
      expr: promql`
        channel:transactions_declined:ratio_rate15m > ${limits.declined}
        and on (job, channel) channel:transactions:rate5m > 0.1`,
      for: "15m",
      severity: "warning",
      summary: "Banks decline {{ $value | humanizePercentage }} of transactions by {{ $labels.channel }}",
      description: "A payment provider has trouble, or somebody tries cards. Honest customers are among the declined.",
      action: "Group declines by payment method: one method means its provider, small equal amounts mean card testing.",
    }),

    alert("TransactionsSlow", {
      ...about,
      expr: (limit) => promql`
        channel:transactions_duration_seconds:p95_rate5m > ${limit}
        and on (job, channel) channel:transactions:rate5m > 0.1`,
      severities: {
        warning: { limit: limits.latency.warning, for: "10m" },
        critical: { limit: limits.latency.critical, for: "5m" },
      },
      summary: "A transaction by {{ $labels.channel }} takes {{ $value | humanizeDuration }} (p95)",
      description: "Customers wait with their card in hand, and leave.",
      action:
        "Compare with fraud predictions, MySQL and the payment provider: the one that slowed at the same minute is it.",
    }),
  ],
});
