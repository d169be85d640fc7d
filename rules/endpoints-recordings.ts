// Availability and response time of probed services, for alerts and panels.
import { defineRules, promql, record } from "bigdata-monitoring";

const probed = `job=~"blackbox-(http|tcp|icmp)"`;

export default defineRules({
  interval: "1m",
  rules: [
    record(
      "service:probe_availability:ratio1h",
      promql`avg by (cluster, job, instance, service) (avg_over_time(probe_success{${probed}}[1h]))`,
      "Share of an hour's probes that succeeded",
    ),
    record(
      "service:probe_availability:ratio1d",
      promql`avg by (cluster, job, instance, service) (avg_over_time(probe_success{${probed}}[1d]))`,
      "Share of a day's probes that succeeded",
    ),
    // A failed probe is fast or reaches its timeout. Neither is the response time of the service.
    record(
      "service:probe_duration_seconds:avg10m",
      promql`
        avg by (cluster, job, instance, service) (avg_over_time(probe_duration_seconds{${probed}}[10m]))
        and on (cluster, job, instance, service) min_over_time(probe_success{${probed}}[10m]) == 1`,
      "Probe duration, average over ten minutes",
    ),
  ],
});
