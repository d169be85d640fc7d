// Do services answer, seen from outside, and will they still do so next week?
import { alert, defineRules, promql } from "bigdata-monitoring";
import { thresholds } from "../thresholds.ts";

const probed = `job=~"blackbox-(http|tcp|icmp)"`;
const limits = thresholds.endpoints;
const about = {
  team: "platform",
  domain: "endpoints",
  concern: "performance",
  dashboard: "platform-overview",
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
      description: "Its users cannot reach it either, and what depends on it is about to fail.",
      action:
        "Run `docker ps --filter name={{ $labels.service }}` and `docker logs --tail 100 bigdata-{{ $labels.service }}`.",
    }),

    alert("EndpointUnreachable", {
      ...about,
      concern: "resources",
      expr: promql`probe_success{job="blackbox-icmp"} == 0`,
      for: "5m",
      severity: "warning",
      summary: "{{ $labels.instance }}, where {{ $labels.service }} runs, does not answer a ping",
      description: "The host is off or the network to it is broken.",
      action:
        "Try `ping {{ $labels.instance }}` from another host; if that works, look at the route and firewall from here.",
    }),

    // Up at this moment, or EndpointDown says more; and known for a while, or every start would be flapping.
    alert("EndpointFlapping", {
      ...about,
      expr: promql`
        service:probe_availability:ratio1h < ${limits.availabilityHour}
        and on (job, instance, service) probe_success{${probed}} == 1
        and on (job, instance, service) probe_success{${probed}} offset 30m`,
      for: "10m",
      severity: "warning",
      summary: "{{ $labels.service }} answered only {{ $value | humanizePercentage }} of the last hour's probes",
      description: "It comes and goes: users see errors now and then, and retries make it worse.",
      action: "Look at restarts of its container (`docker ps`) and at its memory and CPU under Infrastructure.",
    }),

    alert("EndpointAvailabilityLow", {
      ...about,
      expr: promql`
        service:probe_availability:ratio1d < ${limits.availabilityDay}
        and on (job, instance, service) probe_success{${probed}} offset 6h`,
      for: "15m",
      severity: "info",
      summary: "{{ $labels.service }} answered {{ $value | humanizePercentage }} of a day's probes",
      description: "Less than the 99.5% that users were promised.",
      action: "List its outages of the day under Platform Overview and see whether they have one cause.",
    }),

    alert("EndpointSlow", {
      ...about,
      expr: promql`service:probe_duration_seconds:avg10m > ${limits.probeDuration}`,
      for: "10m",
      severity: "warning",
      summary: "{{ $labels.service }} needs {{ $value | humanizeDuration }} to answer",
      description: "It answers, but so slowly that users and callers give up.",
      action:
        "See which phase grew with `probe_http_duration_seconds`, then look at the service's CPU, memory and database.",
    }),

    // A health check of a few milliseconds may double for no reason: below 0.2s nobody feels it.
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
      description: "Something has changed since yesterday and last week: a release, a load or a neighbour.",
      action: "Look for a release in the last hours, then at the CPU and memory of its container under Infrastructure.",
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
      description: "From then on clients refuse to talk to {{ $labels.instance }}: for them it is down.",
      action:
        "Renew it: see why the automatic renewal did not, then reload the service and look at `openssl s_client -connect`.",
    }),
  ],
});
