import { defineExamples } from "bigdata-monitoring";
import type rules from "./endpoints.ts";

const grafana = `{job="blackbox-http",instance="http://grafana:3000/api/health",service="grafana"}`;
const labels = { service: "grafana", job: "blackbox-http" };

export default defineExamples<typeof rules>({
  EndpointDown: {
    fires: [{ series: probe("1x2 0x10"), at: "6m", labels, message: "grafana does not answer" }],
    quiet: [
      { name: "one failed probe", series: probe("1 1 0 1 1 0 1 1"), at: "6m" },
      { name: "a ping is no service", series: ping("0x10"), at: "6m" },
    ],
  },

  EndpointUnreachable: {
    fires: [{ series: ping("0x10"), at: "7m", labels: { service: "grafana" } }],
    quiet: [
      { name: "lost for 4 minutes", series: ping("0x3 1x10"), at: "6m" },
      { name: "answers a ping and nothing else", series: { ...ping("1x10"), ...probe("0x10") }, at: "7m" },
    ],
  },

  EndpointFlapping: {
    fires: [{ series: probe("0 0 0 0 0 0 0 0 1x20 0 1x60"), at: "45m", labels }],
    quiet: [
      { name: "one failure", series: probe("1x20 0 1x60"), at: "45m" },
      { name: "down", series: probe("1x20 0x40"), at: "45m" },
      { name: "has just started", series: probe("0 0 0 1x60"), at: "25m" },
    ],
  },

  EndpointAvailabilityLow: {
    fires: [{ series: probe("0 0 1x90"), step: "5m", at: "6h30m", labels }],
    quiet: [
      { name: "one failure of 400", series: probe("0 1x400"), at: "6h30m" },
      { name: "known for an hour", series: probe("0 0 1x20"), step: "5m", at: "1h" },
      { name: "a day later", series: probe("0 0 1x400"), step: "5m", at: "25h" },
    ],
  },

  EndpointSlow: {
    fires: [{ series: answers("2.5x30"), at: "22m", labels }],
    quiet: [
      { name: "quick enough", series: answers("2x30"), at: "22m" },
      { name: "fails", series: { ...answers("2.5x30"), ...probe("0x30") }, at: "22m" },
    ],
  },

  EndpointSlowerThanUsual: {
    fires: [{ series: usually("0.1x60", "0.5x60"), at: "45m", labels }],
    quiet: [
      { name: "three times", series: usually("0.1x60", "0.3x60"), at: "45m" },
      { name: "still quick", series: usually("0.02x60", "0.15x60"), at: "45m" },
      { name: "no past", series: answers("0.5x60"), at: "45m" },
    ],
  },

  CertificateExpires: {
    warning: {
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
    critical: {
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
  },
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

/** A certificate that is valid for the given number of days from the example's start. */
function expiry(days: number) {
  return { [`probe_ssl_earliest_cert_expiry${grafana}`]: `${days * 86_400}x80` };
}
