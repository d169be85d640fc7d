// Does the money come in, and does it stay?
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const shop = job("transactions");
const limits = thresholds.business;
const about = { team: "business", domain: "business", concern: "performance", dashboard: "business" } as const;

export default defineRules({
  interval: "1m",
  rules: [
    alert("RevenueBelowUsual", {
      ...about,
      expr: promql`
        platform:revenue_usd:rate1h < ${limits.revenueDrop} * platform:revenue_usd:rate1h_baseline_min
        and platform:revenue_usd:rate1h_baseline_min > 0.1`,
      for: "30m",
      severity: "warning",
      kind: "anomaly",
      summary: "Revenue runs at {{ $value | humanize }} USD per second, far below the usual",
      description:
        "Less than yesterday and a week ago at this time: fewer or smaller purchases, or bookings that do not arrive.",
      action:
        "Compare with transactions under Business Metrics: if those are as usual, look at prices, currencies and booking.",
    }),

    // Bookings that stop while customers pay are money that nobody counts.
    alert("RevenueNotBooked", {
      ...about,
      concern: "data-quality",
      expr: promql`
        sum by (job) (rate(revenue_usd_total{${shop}}[10m])) == 0
        and on (job) sum by (job) (rate(transactions_total{${shop},status="approved"}[10m])) > 0.1`,
      for: "5m",
      severity: "critical",
      summary: "Customers pay and no revenue is booked",
      description: "Transactions are approved, and none arrives in the books: it has to be recovered from logs later.",
      action: "Read the transaction service's log for booking errors, and keep Kafka's retention until it is mended.",
    }),

    alert("CheckoutConversionBelowUsual", {
      ...about,
      expr: promql`
        channel:checkout_conversion:ratio_rate1h
          < ${limits.conversionDrop} * channel:checkout_conversion:ratio_rate1h_baseline_min
        and on (job, channel)
          sum by (job, channel) (rate(checkout_steps_total{${shop},step="view"}[1h])) > 0.1`,
      for: "30m",
      severity: "warning",
      kind: "anomaly",
      summary:
        "Only {{ $value | humanizePercentage }} of visits by {{ $labels.channel }} end in a purchase, far fewer than usual",
      description: "Customers come and leave without buying: something on their way stops them.",
      action:
        "Under Business Metrics, row Customer insights, find the step where they leave, and try it on that channel yourself.",
    }),

    alert("RefundsHigh", {
      ...about,
      concern: "data-quality",
      expr: promql`platform:refunds_of_revenue:ratio_rate1d > ${limits.refunds}`,
      for: "1h",
      severity: "warning",
      summary: "{{ $value | humanizePercentage }} of a day's revenue is paid back",
      description: "Customers return more than usual, or somebody abuses refunds.",
      action:
        "Group refunds by reason under Business Metrics: fraud and chargebacks go to the fraud team, returns to operations.",
    }),

    alert("ChargebacksHigh", {
      ...about,
      team: "fraud",
      domain: "fraud-detection",
      concern: "data-quality",
      dashboard: "fraud-ml",
      expr: promql`
        sum by (job) (increase(refunds_total{${shop},reason=~"chargeback|fraud"}[1d]))
          / sum by (job) (increase(refunds_total{${shop}}[1d])) > ${limits.chargebacks}
        and on (job) sum by (job) (increase(refunds_total{${shop},reason=~"chargeback|fraud"}[1d])) > 20`,
      for: "1h",
      severity: "warning",
      summary: "{{ $value | humanizePercentage }} of a day's refunds are chargebacks or fraud",
      description:
        "Fraud that nobody caught at the till comes back weeks later, with a fee. Card networks fine a high share.",
      action: "Read the newest cases: if they share a pattern, block it today and give them to the model as labels.",
    }),
  ],
});
