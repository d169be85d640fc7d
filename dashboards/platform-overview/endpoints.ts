import { PercentUnit, Seconds } from "@grafana/grafana-foundation-sdk/units";
import { collapsedRow, line, promql } from "bigdata-monitoring";
import { above, barGauge, below, instant, largest, query, timeseries } from "bigdata-monitoring/panels";
import { thresholds } from "../../thresholds.ts";

const { availabilityDay, certificate, probeDuration } = thresholds.endpoints;

const probes = line(8, [
  timeseries("Time of a probe", {
    description:
      "How long each endpoint takes to answer a probe from outside: the five slowest. The limit is that of the alert.",
    unit: Seconds,
    thresholds: above(probeDuration),
    queries: [
      query(
        largest(
          5,
          promql`max by (service) (service:probe_duration_seconds:avg10m)`,
          promql`max by (service) (avg_over_time(service:probe_duration_seconds:avg10m[$__range] @ end()))`,
        ),
        "{{service}}",
      ),
    ],
  }),
  barGauge("Least available, 24 h", {
    description: "Share of the last day's probes that succeeded: the eight worst endpoints.",
    unit: PercentUnit,
    thresholds: below(availabilityDay),
    queries: [instant(promql`bottomk(8, min by (service) (service:probe_availability:ratio1d))`, "{{service}}")],
  })
    .min(0)
    .max(1),
  barGauge("Certificates expire in", {
    description:
      "Time left until the first certificate of each endpoint's chain expires. The limits are those of the alerts.",
    unit: Seconds,
    thresholds: below(certificate),
    queries: [instant(promql`bottomk(10, min by (service) (probe_ssl_earliest_cert_expiry - time()))`, "{{service}}")],
  }).noValue("no certificates"),
]);

export const endpoints = collapsedRow("Endpoints", probes);
