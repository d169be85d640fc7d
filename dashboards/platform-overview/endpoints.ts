import { collapsedRow, line, panels, promql, units } from "bigdata-monitoring";
import { thresholds } from "../../thresholds.ts";

const { availabilityDay, certificate, probeDuration } = thresholds.endpoints;

const probes = line(8, [
  panels.timeseries("Probe duration", {
    description:
      "Time that an endpoint takes to respond to an external probe. Shows the five slowest. The threshold is that of the alert.",
    unit: units.Seconds,
    thresholds: panels.thresholds.above(probeDuration),
    queries: [
      panels.query(
        panels.topSeries(
          5,
          promql`max by (service) (service:probe_duration_seconds:avg10m)`,
          promql`max by (service) (avg_over_time(service:probe_duration_seconds:avg10m[$__range] @ end()))`,
        ),
        "{{service}}",
      ),
    ],
  }),
  panels
    .barGauge("Lowest availability, 24 h", {
      description: "Share of probes that succeeded in the last 24 hours. Shows the eight lowest.",
      unit: units.PercentUnit,
      thresholds: panels.thresholds.below(availabilityDay),
      queries: [
        panels.instant(promql`bottomk(8, min by (service) (service:probe_availability:ratio1d))`, "{{service}}"),
      ],
    })
    .min(0)
    .max(1),
  panels
    .barGauge("Time until certificates expire", {
      description:
        "Time until the first certificate in each endpoint's chain expires. The thresholds are those of the alerts.",
      unit: units.Seconds,
      thresholds: panels.thresholds.below(certificate),
      queries: [
        panels.instant(promql`bottomk(10, min by (service) (probe_ssl_earliest_cert_expiry - time()))`, "{{service}}"),
      ],
    })
    .noValue("no certificates"),
]);

export const endpoints = collapsedRow("Endpoints", probes);
