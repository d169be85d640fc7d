import { line, panels, promql, row, units } from "bigdata-monitoring";
import { thresholds } from "../../thresholds.ts";
import { channels, payments, service } from "./selectors.ts";

const { declined, failed, latency } = thresholds.business;

const share = (status: string) => promql`
  sum(rate(transactions_total{${payments},status="${status}"}[$__rate_interval]))
  / sum(rate(transactions_total{${payments}}[$__rate_interval]))`;

const revenueDay = promql`sum(increase(revenue_usd_total{${channels}}[24h]))`;

const atAGlance = line(4, [
  panels.stat("Revenue", {
    description: "Revenue booked within the last day, before refunds.",
    unit: units.Dollars,
    queries: [panels.instant(revenueDay)],
  }),
  panels
    .stat("Growth", {
      description: "Revenue of the last day against that of the same day a week ago.",
      unit: units.PercentUnit,
      thresholds: panels.thresholds.stepsFrom("red", [-0.4, "orange"], [-0.1, "green"]),
      queries: [
        panels.instant(promql`${revenueDay} / sum(increase(revenue_usd_total{${channels}}[24h] offset 7d)) - 1`),
      ],
    })
    .noValue("not yet known"),
  panels.stat("Throughput", {
    description: "Transactions that ended, whatever their end.",
    unit: units.OpsPerSecond,
    queries: [panels.query(promql`sum(rate(transactions_total{${payments}}[$__rate_interval]))`)],
  }),
  panels.stat("Approved", {
    description: "Share of the transactions that were approved.",
    unit: units.PercentUnit,
    queries: [panels.query(share("approved"))],
  }),
  panels
    .stat("Our failures", {
      description: "Share of the transactions that ended in an error of the platform.",
      unit: units.PercentUnit,
      thresholds: panels.thresholds.above(failed),
      queries: [panels.query(share("failed"))],
    })
    .decimals(2),
  panels.stat("Basket", {
    description: "Average amount of the transactions approved within the last day.",
    unit: units.Dollars,
    queries: [
      panels.instant(promql`
        sum(increase(transactions_value_usd_sum{${channels}}[24h]))
        / sum(increase(transactions_value_usd_count{${channels}}[24h]))`),
    ],
  }),
  panels.stat("Customers", {
    description: "Customers who bought within the last day.",
    unit: units.Short,
    queries: [panels.query(promql`sum(customers_active{${service},window="24h"})`)],
  }),
  panels
    .stat("Conversion", {
      description: "Conversion: share of the last hour's visits that ended in a purchase, averaged over the channels.",
      unit: units.PercentUnit,
      queries: [panels.query(promql`avg(channel:checkout_conversion:ratio_rate1h{${channels}})`)],
    })
    .decimals(2),
]);

const volumes = line(8, [
  panels
    .stacked("Transactions, by end", {
      description: "Approved, declined by the bank, blocked by fraud detection, failed by our fault.",
      unit: units.OpsPerSecond,
      queries: [
        panels.query(promql`sum by (status) (rate(transactions_total{${payments}}[$__rate_interval]))`, "{{status}}"),
      ],
    })
    .overrideByName("approved", panels.fixedColor("green"))
    .overrideByName("declined", panels.fixedColor("yellow"))
    .overrideByName("blocked", panels.fixedColor("purple"))
    .overrideByName("failed", panels.fixedColor("red"))
    .links([panels.dashboardLink("Why fraud detection blocks them", "fraud-ml")]),
  panels.withBaselineBand("Transactions against the usual", {
    description: "Transactions over all channels. The band is what they were around this time a day and a week ago.",
    unit: units.OpsPerSecond,
    now: promql`sum(platform:transactions:rate5m)`,
    least: promql`sum(platform:transactions:rate5m_baseline_min)`,
    most: promql`sum(platform:transactions:rate5m_baseline_max)`,
  }),
  panels.stacked("Transactions, by channel", {
    description: "Where customers buy.",
    unit: units.OpsPerSecond,
    queries: [
      panels.query(promql`sum by (channel) (rate(transactions_total{${payments}}[$__rate_interval]))`, "{{channel}}"),
    ],
  }),
]);

const declinedByBanks = `declined (limit ${declined * 100} %)`;

const quality = line(7, [
  panels
    .timeseries("Declined and failed", {
      description:
        "Share of the transactions that banks declined, and that failed by our fault. The limits are those of failures.",
      unit: units.PercentUnit,
      thresholds: panels.thresholds.above(failed),
      queries: [panels.query(share("declined"), declinedByBanks), panels.query(share("failed"), "failed")],
    })
    .overrideByName(declinedByBanks, panels.fixedColor("yellow"))
    .overrideByName("failed", panels.fixedColor("red")),
  panels.timeseries("Time of a transaction, 95th percentile", {
    description: "From a transaction's start to its end. The limits are those of the alerts.",
    unit: units.Seconds,
    thresholds: panels.thresholds.above(latency),
    queries: [
      panels.query(
        promql`max by (channel) (channel:transactions_duration_seconds:p95_rate5m{${channels}})`,
        "{{channel}}",
      ),
    ],
  }),
]);

export const transactionVolumes = row("Transaction volumes", atAGlance, volumes, quality);
