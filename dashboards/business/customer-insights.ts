import { PercentUnit, Seconds, Short } from "@grafana/grafana-foundation-sdk/units";
import { line, promql, row } from "bigdata-monitoring";
import { barGauge, instant, query, stacked, timeseries } from "bigdata-monitoring/panels";
import { channels, service } from "./selectors.ts";

const reached = (step: string) => promql`sum(increase(checkout_steps_total{${channels},step="${step}"}[24h]))`;

const people = line(8, [
  stacked("Customers within a day, by segment", {
    description: "Customers who bought within the last day. Growth that comes from new ones only is not kept.",
    unit: Short,
    queries: [query(promql`sum by (segment) (customers_active{${service},window="24h"})`, "{{segment}}")],
  }),
  barGauge("From visit to purchase, 24 h", {
    description: "Visits that reached each step within the last day: the largest step down is where customers leave.",
    unit: Short,
    queries: [
      instant(reached("view"), "viewed"),
      instant(reached("cart"), "put in the cart"),
      instant(reached("checkout"), "began checkout"),
      instant(reached("payment"), "paid"),
      instant(reached("purchase"), "bought"),
    ],
  }).min(0),
  timeseries("Visits that buy, by channel", {
    description: "Conversion: share of an hour's visits that ended in a purchase.",
    unit: PercentUnit,
    queries: [query(promql`max by (channel) (channel:checkout_conversion:ratio_rate1h{${channels}})`, "{{channel}}")],
  }),
]);

const journey = line(8, [
  stacked("Visits in progress, by channel", {
    description: "Visitors on the platform now.",
    unit: Short,
    queries: [query(promql`sum by (channel) (sessions_active{${channels}})`, "{{channel}}")],
  }),
  stacked("Sign-ups per hour, by channel", {
    description: "Customers who registered within each hour.",
    unit: Short,
    queries: [query(promql`sum by (channel) (increase(customers_registered_total{${channels}}[1h]))`, "{{channel}}")],
  }),
  timeseries("Time of a checkout, 95th percentile", {
    description: "What customers wait for the platform in a checkout; their own time is left out.",
    unit: Seconds,
    queries: [
      query(
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
