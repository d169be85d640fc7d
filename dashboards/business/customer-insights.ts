import { line, panels, promql, row, units } from "bigdata-monitoring";
import { channels, service } from "./selectors.ts";

const reached = (step: string) => promql`sum(increase(checkout_steps_total{${channels},step="${step}"}[24h]))`;

const people = line(8, [
  panels.stacked("Customers by segment, 24 h", {
    description: "Customers who bought in the last 24 hours.",
    unit: units.Short,
    queries: [panels.query(promql`sum by (segment) (customers_active{${service},window="24h"})`, "{{segment}}")],
  }),
  panels
    .barGauge("Checkout funnel, 24 h", {
      description: "Visits that reached each step in the last 24 hours. Most customers leave at the largest drop.",
      unit: units.Short,
      queries: [
        panels.instant(reached("view"), "viewed"),
        panels.instant(reached("cart"), "added to cart"),
        panels.instant(reached("checkout"), "started checkout"),
        panels.instant(reached("payment"), "paid"),
        panels.instant(reached("purchase"), "purchased"),
      ],
    })
    .min(0),
  panels.timeseries("Conversion rate by channel", {
    description: "Share of visits that ended in a purchase, over one hour.",
    unit: units.PercentUnit,
    queries: [
      panels.query(promql`max by (channel) (channel:checkout_conversion:ratio_rate1h{${channels}})`, "{{channel}}"),
    ],
  }),
]);

const journey = line(8, [
  panels.stacked("Active sessions by channel", {
    description: "Sessions on the platform now.",
    unit: units.Short,
    queries: [panels.query(promql`sum by (channel) (sessions_active{${channels}})`, "{{channel}}")],
  }),
  panels.stacked("Sign-ups per hour by channel", {
    description: "Customers who registered in the last hour.",
    unit: units.Short,
    queries: [
      panels.query(promql`sum by (channel) (increase(customers_registered_total{${channels}}[1h]))`, "{{channel}}"),
    ],
  }),
  panels.timeseries("Checkout latency, p95", {
    description: "Time that a customer waits for the platform during checkout, without the customer's own time.",
    unit: units.Seconds,
    queries: [
      panels.query(
        promql`
          histogram_quantile(0.95,
            sum by (channel, le) (rate(checkout_duration_seconds_bucket{${channels}}[$__rate_interval]))
          )`,
        "{{channel}}",
      ),
    ],
  }),
]);

export const customerInsights = row("Customer insights", people, journey);
