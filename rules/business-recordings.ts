// Transactions, revenue, conversion and API errors, for alerts and panels.
import { baseline, defineRules, promql, record } from "bigdata-monitoring";
import { job } from "../stack.ts";

const shop = job("transactions");

export default defineRules({
  interval: "30s",
  rules: [
    record(
      "channel:transactions:rate5m",
      promql`sum by (cluster, job, channel) (rate(transactions_total{${shop}}[5m]))`,
      "Transactions ended per second, by channel",
    ),
    record(
      "platform:transactions:rate5m",
      promql`sum by (cluster, job) (channel:transactions:rate5m)`,
      "Transactions ended per second",
    ),
    ...baseline("platform:transactions:rate5m", "transactions per second"),
    record(
      "channel:transactions_failed:ratio_rate5m",
      promql`
        sum by (cluster, job, channel) (rate(transactions_total{${shop},status="failed"}[5m]))
          / (channel:transactions:rate5m > 0)`,
      "Share of transactions that failed because of an error in the platform",
    ),
    record(
      "channel:transactions_declined:ratio_rate15m",
      promql`
        sum by (cluster, job, channel) (rate(transactions_total{${shop},status="declined"}[15m]))
          / (sum by (cluster, job, channel) (rate(transactions_total{${shop}}[15m])) > 0)`,
      "Share of transactions that banks declined",
    ),
    record(
      "channel:transactions_duration_seconds:p95_rate5m",
      promql`
        histogram_quantile(
          0.95,
          sum by (cluster, job, channel, le) (rate(transactions_duration_seconds_bucket{${shop}}[5m]))
        )`,
      "Transaction duration, 95th percentile",
    ),
    record(
      "platform:revenue_usd:rate1h",
      promql`sum by (cluster, job) (rate(revenue_usd_total{${shop}}[1h]))`,
      "Revenue per second, before refunds",
    ),
    ...baseline("platform:revenue_usd:rate1h", "revenue per second"),
    record(
      "platform:refunds_of_revenue:ratio_rate1d",
      promql`
        sum by (cluster, job) (rate(refunds_usd_total{${shop}}[1d])) / (sum by (cluster, job) (rate(revenue_usd_total{${shop}}[1d])) > 0)`,
      "Share of a day's revenue that is refunded",
    ),
    record(
      "channel:checkout_conversion:ratio_rate1h",
      promql`
        sum by (cluster, job, channel) (rate(checkout_steps_total{${shop},step="purchase"}[1h]))
          / (sum by (cluster, job, channel) (rate(checkout_steps_total{${shop},step="view"}[1h])) > 0)`,
      "Share of visits that end in a purchase",
    ),
    ...baseline("channel:checkout_conversion:ratio_rate1h", "share of visits that end in a purchase"),
    record(
      "route:http_errors:ratio_rate5m",
      promql`
        sum by (cluster, job, instance, route) (rate(http_requests_total{${shop},status=~"5.."}[5m]))
          / (sum by (cluster, job, instance, route) (rate(http_requests_total{${shop}}[5m])) > 0.1)`,
      "Share of requests answered with 5xx, of routes with more than one request in 10 seconds",
    ),
  ],
});
