// External probes: availability, response time and certificates.
import { alert, defineRules, panelRef, promql, rowRef, text } from "bigdata-monitoring";
import { thresholds } from "../thresholds.ts";

const probed = `job=~"blackbox-(http|tcp|icmp)"`;
const limits = thresholds.endpoints;
const about = {
  team: "platform",
  domain: "endpoints",
  concern: "performance",
  dashboard: rowRef("platform-overview", "Endpoints"),
} as const;

export default defineRules({
  interval: "1m",
  rules: [
    alert("EndpointDown", {
      ...about,
      expr: promql`probe_success{job=~"blackbox-(http|tcp)"} == 0`,
      for: "2m",
      severity: "critical",
      summary: "{{ $labels.service }} does not answer at {{ $labels.instance }}",
      description: "Users cannot reach it, and services that depend on it will fail.",
      action:
        "Run `docker ps --filter name={{ $labels.service }}` and `docker logs --tail 100 bigdata-{{ $labels.service }}`.",
    }),

    alert("EndpointUnreachable", {
      ...about,
      concern: "resources",
      expr: promql`probe_success{job="blackbox-icmp"} == 0`,
      for: "5m",
      severity: "warning",
      summary: "{{ $labels.instance }}, the host of {{ $labels.service }}, does not answer a ping",
      description: "The host is down, or the network to it is broken.",
      action: "Run `ping {{ $labels.instance }}` from another host. If that works, check the route and the firewall.",
    }),

    // Only while the probe succeeds, because otherwise EndpointDown fires; and only 30 minutes after the first probe.
    alert("EndpointFlapping", {
      ...about,
      expr: promql`
        service:probe_availability:ratio1h < ${limits.availabilityHour}
        and on (job, instance, service) probe_success{${probed}} == 1
        and on (job, instance, service) probe_success{${probed}} offset 30m`,
      for: "10m",
      severity: "warning",
      summary: "{{ $labels.service }} answered only {{ $value | humanizePercentage }} of the last hour's probes",
      description: "The service is up and down in turn. Users see errors, and retries add load.",
      action: text`Check restarts, memory and CPU of its container in ${rowRef("infrastructure", "Container performance")}.`,
    }),

    alert("EndpointAvailabilityLow", {
      ...about,
      expr: promql`
        service:probe_availability:ratio1d < ${limits.availabilityDay}
        and on (job, instance, service) probe_success{${probed}} offset 6h`,
      for: "15m",
      severity: "info",
      summary: "{{ $labels.service }} answered {{ $value | humanizePercentage }} of the last day's probes",
      description: "The objective is 99.5%.",
      action: text`List the outages of the last day in ${panelRef("platform-overview", "Service status")}, and check whether they have one cause.`,
    }),

    alert("EndpointSlow", {
      ...about,
      expr: promql`service:probe_duration_seconds:avg10m > ${limits.probeDuration}`,
      for: "10m",
      severity: "warning",
      summary: "{{ $labels.service }} needs {{ $value | humanizeDuration }} to answer",
      description: "The service responds too slowly. Users and callers may time out.",
      action:
        "Find the slow phase with `probe_http_duration_seconds`. Then check the service's CPU, memory and database.",
    }),

    // Changes of a few milliseconds do not matter, so response times below 0.2 s are ignored.
    alert("EndpointSlowerThanUsual", {
      ...about,
      expr: promql`
        service:probe_duration_seconds:avg10m > 4 * service:probe_duration_seconds:avg10m_baseline_max
        and service:probe_duration_seconds:avg10m > 0.2`,
      for: "30m",
      severity: "warning",
      kind: "anomaly",
      summary:
        "{{ $labels.service }} needs {{ $value | humanizeDuration }} to answer, over four times as long as usual",
      description:
        "Something has changed since yesterday and last week: a release, the load, or another container on the host.",
      action: text`Look for a release in the last hours. Then check CPU and memory of its container in ${rowRef("infrastructure", "Container performance")}.`,
    }),

    alert("CertificateExpires", {
      ...about,
      concern: "resources",
      kind: "prediction",
      expr: (limit) => promql`
        probe_ssl_earliest_cert_expiry{${probed}} - time() < ${limit}
        and probe_ssl_earliest_cert_expiry{${probed}} > 0`,
      severities: {
        warning: { limit: limits.certificate.warning, for: "1h" },
        critical: { limit: limits.certificate.critical, for: "1h" },
      },
      summary: "The certificate of {{ $labels.service }} expires in {{ $value | humanizeDuration }}",
      description: "After that, clients reject connections to {{ $labels.instance }}.",
      action:
        "Renew the certificate, and find out why the automatic renewal failed. Then reload the service and verify with `openssl s_client -connect`.",
    }),
  ],
});
