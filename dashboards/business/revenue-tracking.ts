import { line, panels, promql, row, units } from "bigdata-monitoring";
import { thresholds } from "../../thresholds.ts";
import { channels } from "./selectors.ts";

const income = line(8, [
  panels
    .withBaselineBand("Revenue per hour against the usual", {
      description:
        "Revenue booked, before refunds, over all channels. The band is what it was around this time a day and a week ago.",
      unit: units.Dollars,
      now: promql`3600 * sum(platform:revenue_usd:rate1h)`,
      least: promql`3600 * sum(platform:revenue_usd:rate1h_baseline_min)`,
      most: promql`3600 * sum(platform:revenue_usd:rate1h_baseline_max)`,
    })
    .span(10),
  panels
    .bars("Revenue, by channel", {
      description: "Revenue booked, for each bar, in the platform's currency.",
      unit: units.Dollars,
      queries: [
        panels.query(promql`sum by (channel) (increase(revenue_usd_total{${channels}}[$__interval]))`, "{{channel}}"),
      ],
    })
    .span(9),
  panels
    .pie("Revenue, by currency", {
      description: "Shares of the last day's revenue, by the currency that customers paid in.",
      unit: units.Dollars,
      queries: [
        panels.instant(promql`sum by (currency) (increase(revenue_usd_total{${channels}}[24h]))`, "{{currency}}"),
      ],
    })
    .span(5),
]);

const losses = line(8, [
  panels.timeseries("Refunds of revenue", {
    description: "Amount refunded within a day as a share of the revenue booked in it. The limit is that of the alert.",
    unit: units.PercentUnit,
    thresholds: panels.thresholds.above(thresholds.business.refunds),
    queries: [panels.query(promql`max(platform:refunds_of_revenue:ratio_rate1d)`, "refunded")],
  }),
  panels.stacked("Refunds per hour, by reason", {
    description: "Amount refunded. Chargebacks and fraud cost more than their amount.",
    unit: units.Dollars,
    queries: [panels.query(promql`sum by (reason) (increase(refunds_usd_total{${channels}}[1h]))`, "{{reason}}")],
  }),
  panels
    .timeseries("Amount that did not become revenue, per hour", {
      description:
        "Amounts of the transactions declined by banks, blocked by fraud detection, and failed by our fault.",
      unit: units.Dollars,
      queries: [
        panels.query(
          promql`
          sum by (status) (increase(transactions_amount_usd_total{${channels},status!="approved"}[1h]))`,
          "{{status}}",
        ),
      ],
    })
    .overrideByName("declined", panels.fixedColor("yellow"))
    .overrideByName("blocked", panels.fixedColor("purple"))
    .overrideByName("failed", panels.fixedColor("red")),
]);

export const revenueTracking = row("Revenue tracking", income, losses);
