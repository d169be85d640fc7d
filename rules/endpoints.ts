// Do services answer, seen from outside, and will they still do so next week?
import { alert, defineRules, promql } from "bigdata-monitoring";
import { thresholds } from "../thresholds.ts";

const probed = `job=~"blackbox-(http|tcp|icmp)"`;
const grafana = `{job="blackbox-http",instance="http://grafana:3000/api/health",service="grafana"}`;
const labels = { service: "grafana", job: "blackbox-http" };
const limits = thresholds.endpoints;
const about = {
  team: "platform",
  domain: "endpoints",
  concern: "performance",
  dashboard: "platform-overview",
} as const;

const expires = (within: number) => promql`
  probe_ssl_earliest_cert_expiry{${probed}} - time() < ${within}
  and probe_ssl_earliest_cert_expiry{${probed}} > 0`;

const certificate = {
  ...about,
  concern: "resources",
  kind: "prediction",
  for: "1h",
  summary: "The certificate of {{ $labels.service }} expires in {{ $value | humanizeDuration }}",
  description: "From then on clients refuse to talk to {{ $labels.instance }}: for them it is down.",
  action:
    "Renew it: see why the automatic renewal did not, then reload the service and look at `openssl s_client -connect`.",
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
      examples: {
        fires: [{ series: probe("1x2 0x10"), at: "6m", labels, message: "grafana does not answer" }],
        quiet: [
          { name: "one failed probe", series: probe("1 1 0 1 1 0 1 1"), at: "6m" },
          { name: "a ping is no service", series: ping("0x10"), at: "6m" },
        ],
      },
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
      examples: {
        fires: [{ series: ping("0x10"), at: "7m", labels: { service: "grafana" } }],
        quiet: [
          { name: "lost for 4 minutes", series: ping("0x3 1x10"), at: "6m" },
          { name: "answers a ping and nothing else", series: { ...ping("1x10"), ...probe("0x10") }, at: "7m" },
        ],
      },
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
      examples: {
        fires: [{ series: probe("0 0 0 0 0 0 0 0 1x20 0 1x60"), at: "45m", labels }],
        quiet: [
          { name: "one failure", series: probe("1x20 0 1x60"), at: "45m" },
          { name: "down", series: probe("1x20 0x40"), at: "45m" },
          { name: "has just started", series: probe("0 0 0 1x60"), at: "25m" },
        ],
      },
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
      examples: {
        fires: [{ series: probe("0 0 1x90"), step: "5m", at: "6h30m", labels }],
        quiet: [
          { name: "one failure of 400", series: probe("0 1x400"), at: "6h30m" },
          { name: "known for an hour", series: probe("0 0 1x20"), step: "5m", at: "1h" },
          { name: "a day later", series: probe("0 0 1x400"), step: "5m", at: "25h" },
        ],
      },
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
      examples: {
        fires: [{ series: answers("2.5x30"), at: "22m", labels }],
        quiet: [
          { name: "quick enough", series: answers("2x30"), at: "22m" },
          { name: "fails", series: { ...answers("2.5x30"), ...probe("0x30") }, at: "22m" },
        ],
      },
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
      examples: {
        fires: [{ series: usually("0.1x60", "0.5x60"), at: "45m", labels }],
        quiet: [
          { name: "three times", series: usually("0.1x60", "0.3x60"), at: "45m" },
          { name: "still quick", series: usually("0.02x60", "0.15x60"), at: "45m" },
          { name: "no past", series: answers("0.5x60"), at: "45m" },
        ],
      },
    }),

    alert("CertificateExpires", {
      ...certificate,
      expr: expires(limits.certificate.warning),
      severity: "warning",
      examples: {
        fires: [
          { series: expiry(20), at: "1h5m", labels: { service: "grafana" } },
          { name: "has expired", series: { [`probe_ssl_earliest_cert_expiry${grafana}`]: "1x80" }, at: "1h5m" },
        ],
        quiet: [
          { name: "a month left", series: expiry(22), at: "1h5m" },
          {
            name: "no certificate read",
            series: { [`probe_ssl_earliest_cert_expiry${grafana}`]: "-62135596800x80" },
            at: "1h5m",
          },
        ],
      },
    }),
    alert("CertificateExpires", {
      ...certificate,
      expr: expires(limits.certificate.critical),
      severity: "critical",
      examples: {
        fires: [
          { series: expiry(2.9), at: "1h5m", labels: { service: "grafana" } },
          { name: "has expired", series: { [`probe_ssl_earliest_cert_expiry${grafana}`]: "1x80" }, at: "1h5m" },
        ],
        quiet: [
          { name: "three and a half days left", series: expiry(3.5), at: "1h5m" },
          {
            name: "no certificate read",
            series: { [`probe_ssl_earliest_cert_expiry${grafana}`]: "-62135596800x80" },
            at: "1h5m",
          },
        ],
      },
    }),
  ],
});

function probe(samples: string) {
  return { [`probe_success${grafana}`]: samples };
}

function ping(samples: string) {
  return { 'probe_success{job="blackbox-icmp",instance="web1",service="grafana"}': samples };
}

function answers(seconds: string) {
  return { ...probe("1x60"), [`probe_duration_seconds${grafana}`]: seconds };
}

function usually(baseline: string, seconds: string) {
  return { ...answers(seconds), [`service:probe_duration_seconds:avg10m_baseline_max${grafana}`]: baseline };
}

/** A certificate that is valid for so many days from the example's start. */
function expiry(days: number) {
  return { [`probe_ssl_earliest_cert_expiry${grafana}`]: `${days * 86_400}x80` };
}
