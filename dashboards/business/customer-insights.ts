import { line, panels, promql, row, units } from "bigdata-monitoring";
import { channels, service } from "./selectors.ts";

const reached = (step: string) => promql`sum(increase(checkout_steps_total{${channels},step="${step}"}[24h]))`;

const people = line(8, [
  panels.stacked("Customers within a day, by segment", {
    description: "Customers who bought within the last day. Growth that comes from new ones only is not kept.",
    unit: units.Short,
    queries: [panels.query(promql`sum by (segment) (customers_active{${service},window="24h"})`, "{{segment}}")],
  }),
  panels
    .barGauge("From visit to purchase, 24 h", {
      description: "Visits that reached each step within the last day: the largest step down is where customers leave.",
      unit: units.Short,
      queries: [
        panels.instant(reached("view"), "viewed"),
        panels.instant(reached("cart"), "put in the cart"),
        panels.instant(reached("checkout"), "began checkout"),
        panels.instant(reached("payment"), "paid"),
        panels.instant(reached("purchase"), "bought"),
      ],
    })
    .min(0),
  panels.timeseries("Visits that buy, by channel", {
    description: "Conversion: share of an hour's visits that ended in a purchase.",
    unit: units.PercentUnit,
    queries: [
      panels.query(promql`max by (channel) (channel:checkout_conversion:ratio_rate1h{${channels}})`, "{{channel}}"),
    ],
  }),
]);

const journey = line(8, [
  panels.stacked("Visits in progress, by channel", {
    description: "Visitors on the platform now.",
    unit: units.Short,
    queries: [panels.query(promql`sum by (channel) (sessions_active{${channels}})`, "{{channel}}")],
  }),
  panels.stacked("Sign-ups per hour, by channel", {
    description: "Customers who registered within each hour.",
    unit: units.Short,
    queries: [
      panels.query(promql`sum by (channel) (increase(customers_registered_total{${channels}}[1h]))`, "{{channel}}"),
    ],
  }),
  panels.timeseries("Time of a checkout, 95th percentile", {
    description: "What customers wait for the platform in a checkout; their own time is left out.",
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
