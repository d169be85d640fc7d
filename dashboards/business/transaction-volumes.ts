import { Dollars, OpsPerSecond, PercentUnit, Seconds, Short } from "@grafana/grafana-foundation-sdk/units";
import { line, row } from "../../lib/define.ts";
import { above, boardLink, fixedColor, query, stacked, stat, stepsFrom, timeseries } from "../../lib/panels/index.ts";
import { promql } from "../../lib/promql/promql.ts";
import { thresholds } from "../../thresholds.ts";
import { channels, payments, service } from "./selectors.ts";

const { declined, failed, latency } = thresholds.business;

const share = (status: string) => promql`
  sum(rate(transactions_total{${payments},status="${status}"}[$__rate_interval]))
  / sum(rate(transactions_total{${payments}}[$__rate_interval]))`;

const revenueDay = promql`sum(increase(revenue_usd_total{${channels}}[24h]))`;

const atAGlance = line(4, [
  stat("Revenue, 24 h", {
    description: "Revenue booked within the last day, before refunds.",
    unit: Dollars,
    queries: [query(revenueDay)],
  }),
  stat("Against a week ago", {
    description: "Revenue of the last day against that of the same day a week ago.",
    unit: PercentUnit,
    thresholds: stepsFrom("red", [-0.4, "orange"], [-0.1, "green"]),
    queries: [query(promql`${revenueDay} / sum(increase(revenue_usd_total{${channels}}[24h] offset 7d)) - 1`)],
  }),
  stat("Transactions", {
    description: "Transactions that ended, whatever their end.",
    unit: OpsPerSecond,
    queries: [query(promql`sum(rate(transactions_total{${payments}}[$__rate_interval]))`)],
  }),
  stat("Approved", {
    description: "Share of the transactions that were approved.",
    unit: PercentUnit,
    queries: [query(share("approved"))],
  }),
  stat("Failed by our fault", {
    description: "Share of the transactions that ended in an error of the platform.",
    unit: PercentUnit,
    thresholds: above(failed),
    queries: [query(share("failed"))],
  }).decimals(2),
  stat("Average basket, 24 h", {
    description: "Average amount of the transactions approved within the last day.",
    unit: Dollars,
    queries: [
      query(promql`
        sum(increase(transactions_value_usd_sum{${channels}}[24h]))
        / sum(increase(transactions_value_usd_count{${channels}}[24h]))`),
    ],
  }),
  stat("Customers, 24 h", {
    description: "Customers who bought within the last day.",
    unit: Short,
    queries: [query(promql`sum(customers_active{${service},window="24h"})`)],
  }),
  stat("Visits that buy", {
    description: "Conversion: purchases of the last hour for each visit begun in it.",
    unit: PercentUnit,
    queries: [
      query(promql`
        sum(increase(checkout_steps_total{${channels},step="purchase"}[1h]))
        / sum(increase(sessions_started_total{${channels}}[1h]))`),
    ],
  }).decimals(2),
]);

const volumes = line(8, [
  stacked("Transactions, by end", {
    description: "Approved, declined by the bank, blocked by fraud detection, failed by our fault.",
    unit: OpsPerSecond,
    queries: [query(promql`sum by (status) (rate(transactions_total{${payments}}[$__rate_interval]))`, "{{status}}")],
  })
    .overrideByName("approved", fixedColor("green"))
    .overrideByName("declined", fixedColor("yellow"))
    .overrideByName("blocked", fixedColor("purple"))
    .overrideByName("failed", fixedColor("red"))
    .links([boardLink("Why fraud detection blocks them", "fraud-ml")]),
  timeseries("Transactions, now and a week ago", {
    description: "The last hour's rate against that of the same hour a week ago.",
    unit: OpsPerSecond,
    queries: [
      query(promql`sum(rate(transactions_total{${payments}}[1h]))`, "now"),
      query(promql`sum(rate(transactions_total{${payments}}[1h] offset 7d))`, "a week ago"),
    ],
  }).overrideByName("a week ago", fixedColor("text")),
  stacked("Transactions, by channel", {
    description: "Where customers buy.",
    unit: OpsPerSecond,
    queries: [query(promql`sum by (channel) (rate(transactions_total{${payments}}[$__rate_interval]))`, "{{channel}}")],
  }),
]);

const quality = line(7, [
  timeseries("Declined and failed", {
    description:
      "Share of the transactions that banks declined, and that failed by our fault. The limits are those of failures.",
    unit: PercentUnit,
    thresholds: above(failed),
    queries: [query(share("declined"), `declined (limit ${declined * 100} %)`), query(share("failed"), "failed")],
  }),
  timeseries("Time of a transaction, 95th percentile", {
    description: "From a transaction's start to its end. The limits are those of the alerts.",
    unit: Seconds,
    thresholds: above(latency),
    queries: [
      query(
        promql`
          histogram_quantile(0.95,
            sum by (channel, le) (rate(transactions_duration_seconds_bucket{${channels}}[$__rate_interval]))
          )`,
        "{{channel}}",
      ),
    ],
  }),
]);

export const transactionVolumes = row("Transaction volumes", atAGlance, volumes, quality);
