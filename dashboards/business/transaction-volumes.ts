import { Dollars, OpsPerSecond, PercentUnit, Seconds, Short } from "@grafana/grafana-foundation-sdk/units";
import { line, promql, row } from "bigdata-monitoring";
import {
  above,
  againstUsual,
  boardLink,
  fixedColor,
  instant,
  query,
  stacked,
  stat,
  stepsFrom,
  timeseries,
} from "bigdata-monitoring/panels";
import { thresholds } from "../../thresholds.ts";
import { channels, payments, service } from "./selectors.ts";

const { declined, failed, latency } = thresholds.business;

const share = (status: string) => promql`
  sum(rate(transactions_total{${payments},status="${status}"}[$__rate_interval]))
  / sum(rate(transactions_total{${payments}}[$__rate_interval]))`;

const revenueDay = promql`sum(increase(revenue_usd_total{${channels}}[24h]))`;

const atAGlance = line(4, [
  stat("Revenue", {
    description: "Revenue booked within the last day, before refunds.",
    unit: Dollars,
    queries: [instant(revenueDay)],
  }),
  stat("Growth", {
    description: "Revenue of the last day against that of the same day a week ago.",
    unit: PercentUnit,
    thresholds: stepsFrom("red", [-0.4, "orange"], [-0.1, "green"]),
    queries: [instant(promql`${revenueDay} / sum(increase(revenue_usd_total{${channels}}[24h] offset 7d)) - 1`)],
  }).noValue("not yet known"),
  stat("Throughput", {
    description: "Transactions that ended, whatever their end.",
    unit: OpsPerSecond,
    queries: [query(promql`sum(rate(transactions_total{${payments}}[$__rate_interval]))`)],
  }),
  stat("Approved", {
    description: "Share of the transactions that were approved.",
    unit: PercentUnit,
    queries: [query(share("approved"))],
  }),
  stat("Our failures", {
    description: "Share of the transactions that ended in an error of the platform.",
    unit: PercentUnit,
    thresholds: above(failed),
    queries: [query(share("failed"))],
  }).decimals(2),
  stat("Basket", {
    description: "Average amount of the transactions approved within the last day.",
    unit: Dollars,
    queries: [
      instant(promql`
        sum(increase(transactions_value_usd_sum{${channels}}[24h]))
        / sum(increase(transactions_value_usd_count{${channels}}[24h]))`),
    ],
  }),
  stat("Customers", {
    description: "Customers who bought within the last day.",
    unit: Short,
    queries: [query(promql`sum(customers_active{${service},window="24h"})`)],
  }),
  stat("Conversion", {
    description: "Conversion: share of the last hour's visits that ended in a purchase, averaged over the channels.",
    unit: PercentUnit,
    queries: [query(promql`avg(channel:checkout_conversion:ratio_rate1h{${channels}})`)],
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
  againstUsual("Transactions against the usual", {
    description: "Transactions over all channels. The band is what they were around this time a day and a week ago.",
    unit: OpsPerSecond,
    now: promql`sum(platform:transactions:rate5m)`,
    least: promql`sum(platform:transactions:rate5m_baseline_min)`,
    most: promql`sum(platform:transactions:rate5m_baseline_max)`,
  }),
  stacked("Transactions, by channel", {
    description: "Where customers buy.",
    unit: OpsPerSecond,
    queries: [query(promql`sum by (channel) (rate(transactions_total{${payments}}[$__rate_interval]))`, "{{channel}}")],
  }),
]);

const declinedByBanks = `declined (limit ${declined * 100} %)`;

const quality = line(7, [
  timeseries("Declined and failed", {
    description:
      "Share of the transactions that banks declined, and that failed by our fault. The limits are those of failures.",
    unit: PercentUnit,
    thresholds: above(failed),
    queries: [query(share("declined"), declinedByBanks), query(share("failed"), "failed")],
  })
    .overrideByName(declinedByBanks, fixedColor("yellow"))
    .overrideByName("failed", fixedColor("red")),
  timeseries("Time of a transaction, 95th percentile", {
    description: "From a transaction's start to its end. The limits are those of the alerts.",
    unit: Seconds,
    thresholds: above(latency),
    queries: [
      query(promql`max by (channel) (channel:transactions_duration_seconds:p95_rate5m{${channels}})`, "{{channel}}"),
    ],
  }),
]);

export const transactionVolumes = row("Transaction volumes", atAGlance, volumes, quality);
