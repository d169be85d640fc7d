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
    description: "Revenue booked in the last 24 hours, before refunds.",
    unit: units.Dollars,
    queries: [panels.instant(revenueDay)],
  }),
  panels
    .stat("Growth", {
      description: "Revenue of the last 24 hours compared with the same period a week ago.",
      unit: units.PercentUnit,
      thresholds: panels.thresholds.stepsFrom("red", [-0.4, "orange"], [-0.1, "green"]),
      queries: [
        panels.instant(promql`${revenueDay} / sum(increase(revenue_usd_total{${channels}}[24h] offset 7d)) - 1`),
      ],
    })
    .noValue("no data yet"),
  panels.stat("Throughput", {
    description: "Transactions that ended, with any status.",
    unit: units.OpsPerSecond,
    queries: [panels.query(promql`sum(rate(transactions_total{${payments}}[$__rate_interval]))`)],
  }),
  panels.stat("Approved", {
    description: "Share of transactions that were approved.",
    unit: units.PercentUnit,
    queries: [panels.query(share("approved"))],
  }),
  panels
    .stat("Failure rate", {
      description: "Share of transactions that failed because of an error in the platform.",
      unit: units.PercentUnit,
      thresholds: panels.thresholds.above(failed),
      queries: [panels.query(share("failed"))],
    })
    .decimals(2),
  panels.stat("Basket value", {
    description: "Average amount of the transactions approved in the last 24 hours.",
    unit: units.Dollars,
    queries: [
      panels.instant(promql`
        sum(increase(transactions_value_usd_sum{${channels}}[24h]))
        / sum(increase(transactions_value_usd_count{${channels}}[24h]))`),
    ],
  }),
  panels.stat("Customers", {
    description: "Customers who bought in the last 24 hours.",
    unit: units.Short,
    queries: [panels.query(promql`sum(customers_active{${service},window="24h"})`)],
  }),
  panels
    .stat("Conversion", {
      description: "Share of the last hour's visits that ended in a purchase, averaged over the channels.",
      unit: units.PercentUnit,
      queries: [panels.query(promql`avg(channel:checkout_conversion:ratio_rate1h{${channels}})`)],
    })
    .decimals(2),
]);

const volumes = line(8, [
  panels
    .stacked("Transactions by status", {
      description:
        "Approved; declined by the bank; blocked by fraud detection; failed because of an error in the platform.",
      unit: units.OpsPerSecond,
      queries: [
        panels.query(promql`sum by (status) (rate(transactions_total{${payments}}[$__rate_interval]))`, "{{status}}"),
      ],
    })
    .overrideByName("approved", panels.fixedColor("green"))
    .overrideByName("declined", panels.fixedColor("yellow"))
    .overrideByName("blocked", panels.fixedColor("purple"))
    .overrideByName("failed", panels.fixedColor("red"))
    .links([panels.dashboardLink("Fraud detection", "fraud-ml")]),
  panels.withBaselineBand("Transactions vs. baseline", {
    description: "Transactions over all channels. The band shows the values around this time a day and a week ago.",
    unit: units.OpsPerSecond,
    now: promql`sum(platform:transactions:rate5m)`,
    least: promql`sum(platform:transactions:rate5m_baseline_min)`,
    most: promql`sum(platform:transactions:rate5m_baseline_max)`,
  }),
  panels.stacked("Transactions by channel", {
    description: "Transactions that ended, by sales channel.",
    unit: units.OpsPerSecond,
    queries: [
      panels.query(promql`sum by (channel) (rate(transactions_total{${payments}}[$__rate_interval]))`, "{{channel}}"),
    ],
  }),
]);

const declinedByBanks = `declined (limit ${declined * 100} %)`;

const quality = line(7, [
  panels
    .timeseries("Declined and failed transactions", {
      description:
        "Share of transactions that banks declined, and that failed because of an error in the platform. The thresholds are those of failures.",
      unit: units.PercentUnit,
      thresholds: panels.thresholds.above(failed),
      queries: [panels.query(share("declined"), declinedByBanks), panels.query(share("failed"), "failed")],
    })
    .overrideByName(declinedByBanks, panels.fixedColor("yellow"))
    .overrideByName("failed", panels.fixedColor("red")),
  panels.timeseries("Transaction duration, p95", {
    description: "Time from start to end of a transaction. The thresholds are those of the alerts.",
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
