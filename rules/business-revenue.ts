// Revenue, conversion, refunds and chargebacks.
import { alert, defineRules, panelRef, promql, rowRef, text } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const shop = job("transactions");
const limits = thresholds.business;
const about = {
  team: "business",
  domain: "business",
  concern: "performance",
  dashboard: rowRef("business", "Revenue tracking"),
} as const;

export default defineRules({
  interval: "1m",
  rules: [
    // After an outage, the mean of an hour is still low while customers buy as usual again.
    alert("RevenueBelowUsual", {
      ...about,
      expr: promql`
        platform:revenue_usd:rate1h < ${limits.revenueDrop} * platform:revenue_usd:rate1h_baseline_min
        and platform:revenue_usd:rate1h_baseline_min > 0.1
        and on (cluster, job) sum by (cluster, job) (rate(revenue_usd_total{${shop}}[15m]))
          < on (cluster, job) ${limits.revenueDrop} * platform:revenue_usd:rate1h_baseline_min`,
      for: "30m",
      severity: "warning",
      kind: "anomaly",
      summary: "Revenue is {{ $value | humanize }} USD per second, far below the usual value",
      description:
        "Revenue is lower than at this time yesterday and a week ago. There are fewer or smaller purchases, or bookings are missing.",
      action: text`Compare with ${panelRef("business", "Transactions vs. baseline")}. If transactions are as usual, check prices, currencies and the booking.`,
    }),

    // Approved transactions without bookings.
    alert("RevenueNotBooked", {
      ...about,
      concern: "data-quality",
      expr: promql`
        sum by (cluster, job) (rate(revenue_usd_total{${shop}}[10m])) == 0
        and on (cluster, job) sum by (cluster, job) (rate(transactions_total{${shop},status="approved"}[10m])) > 0.1`,
      for: "5m",
      severity: "critical",
      summary: "Customers pay, but no revenue is booked",
      description: "Transactions are approved, but no bookings arrive. They must be recovered from logs later.",
      action:
        "Read the transaction service's log for booking errors, and extend Kafka's retention until the cause is fixed.",
    }),

    alert("CheckoutConversionBelowUsual", {
      ...about,
      expr: promql`
        channel:checkout_conversion:ratio_rate1h
          < ${limits.conversionDrop} * channel:checkout_conversion:ratio_rate1h_baseline_min
        and on (cluster, job, channel)
          sum by (cluster, job, channel) (rate(checkout_steps_total{${shop},step="view"}[1h])) > 0.1`,
      for: "30m",
      severity: "warning",
      kind: "anomaly",
      summary:
        "Only {{ $value | humanizePercentage }} of visits through {{ $labels.channel }} end in a purchase, far fewer than usual",
      description: "Customers visit but do not buy. A step of the checkout may be broken.",
      action: text`Find the step with the largest drop in ${panelRef("business", "Checkout funnel, 24 h")}, and try it on this channel.`,
    }),

    alert("RefundsHigh", {
      ...about,
      concern: "data-quality",
      expr: promql`platform:refunds_of_revenue:ratio_rate1d > ${limits.refunds}`,
      for: "1h",
      severity: "warning",
      summary: "{{ $value | humanizePercentage }} of a day's revenue is refunded",
      description: "Customers return more than usual, or somebody abuses refunds.",
      action: text`Look at ${panelRef("business", "Refunds per hour by reason")}. Forward fraud and chargebacks to the fraud team, and returns to operations.`,
    }),

    alert("ChargebacksHigh", {
      ...about,
      team: "fraud",
      domain: "fraud-detection",
      concern: "data-quality",
      dashboard: "fraud-ml",
      expr: promql`
        sum by (cluster, job) (increase(refunds_total{${shop},reason=~"chargeback|fraud"}[1d]))
          / sum by (cluster, job) (increase(refunds_total{${shop}}[1d])) > ${limits.chargebacks}
        and on (cluster, job) sum by (cluster, job) (increase(refunds_total{${shop},reason=~"chargeback|fraud"}[1d])) > 20`,
      for: "1h",
      severity: "warning",
      summary: "{{ $value | humanizePercentage }} of a day's refunds are chargebacks or fraud",
      description:
        "Undetected fraud comes back weeks later with a fee. Card networks fine a high share of chargebacks.",
      action:
        "Read the newest cases. If they have a common pattern, block it today and add them as labels for the model.",
    }),
  ],
});
