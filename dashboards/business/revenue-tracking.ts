import { line, panels, promql, row, units } from "bigdata-monitoring";
import { thresholds } from "../../thresholds.ts";
import { channels } from "./selectors.ts";

const income = line(8, [
  panels
    .withBaselineBand("Revenue per hour vs. baseline", {
      description:
        "Revenue booked, before refunds, over all channels. The band shows the values around this time a day and a week ago.",
      unit: units.Dollars,
      now: promql`3600 * sum(platform:revenue_usd:rate1h)`,
      least: promql`3600 * sum(platform:revenue_usd:rate1h_baseline_min)`,
      most: promql`3600 * sum(platform:revenue_usd:rate1h_baseline_max)`,
    })
    .span(10),
  panels
    .bars("Revenue by channel", {
      description: "Revenue booked per bar, in USD.",
      unit: units.Dollars,
      queries: [
        panels.query(promql`sum by (channel) (increase(revenue_usd_total{${channels}}[$__interval]))`, "{{channel}}"),
      ],
    })
    .span(9),
  panels
    .pie("Revenue by currency", {
      description: "Revenue of the last 24 hours, by the currency of the payment.",
      unit: units.Dollars,
      queries: [
        panels.instant(promql`sum by (currency) (increase(revenue_usd_total{${channels}}[24h]))`, "{{currency}}"),
      ],
    })
    .span(5),
]);

const losses = line(8, [
  panels.timeseries("Refund ratio", {
    description: "Amount refunded in 24 hours as a share of the revenue booked. The threshold is that of the alert.",
    unit: units.PercentUnit,
    thresholds: panels.thresholds.above(thresholds.business.refunds),
    queries: [panels.query(promql`max(platform:refunds_of_revenue:ratio_rate1d)`, "refunded")],
  }),
  panels.stacked("Refunds per hour by reason", {
    description: "Amount refunded. Chargebacks and fraud cost more than the amount itself.",
    unit: units.Dollars,
    queries: [panels.query(promql`sum by (reason) (increase(refunds_usd_total{${channels}}[1h]))`, "{{reason}}")],
  }),
  panels
    .timeseries("Unapproved amount per hour by status", {
      description:
        "Amount of the transactions that banks declined, fraud detection blocked, or an error in the platform failed.",
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
