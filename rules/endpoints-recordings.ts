// How available and how quick is each service, seen from outside? Shared by alerts and panels.
import { baseline, defineRules, promql, record } from "bigdata-monitoring";

const probed = `job=~"blackbox-(http|tcp|icmp)"`;

export default defineRules({
  interval: "1m",
  rules: [
    record(
      "service:probe_availability:ratio1h",
      promql`avg by (job, instance, service) (avg_over_time(probe_success{${probed}}[1h]))`,
      "Share of an hour's probes that succeeded",
    ),
    record(
      "service:probe_availability:ratio1d",
      promql`avg by (job, instance, service) (avg_over_time(probe_success{${probed}}[1d]))`,
      "Share of a day's probes that succeeded",
    ),
    // A failed probe is quick or runs into its timeout: neither says how fast the service is.
    record(
      "service:probe_duration_seconds:avg10m",
      promql`
        avg by (job, instance, service) (avg_over_time(probe_duration_seconds{${probed}}[10m]))
        and on (job, instance, service) min_over_time(probe_success{${probed}}[10m]) == 1`,
      "Time of a probe, on average over ten minutes",
    ),
    ...baseline("service:probe_duration_seconds:avg10m", "time of a probe"),
  ],
});
