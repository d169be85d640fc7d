import { defineExamples } from "bigdata-monitoring";
import type rules from "./endpoints.ts";

const grafana = `{job="blackbox-http",instance="http://grafana:3000/api/health",service="grafana"}`;
const redis = `probe_success{job="blackbox-tcp",instance="redis:6379",service="redis",backend="redis"}`;
const labels = { service: "grafana", job: "blackbox-http" };

export default defineExamples<typeof rules>({
  EndpointDown: {
    critical: {
      fires: [
        { series: { [redis]: "1x2 0x10" }, at: "6m", labels: { service: "redis", backend: "redis" } },
        { series: probe("1x2 0x10"), at: "6m", labels, message: "grafana does not answer" },
      ],
      quiet: [
        { name: "one failed probe", series: probe("1 1 0 1 1 0 1 1"), at: "6m" },
        { name: "a ping is no service", series: ping("0x10"), at: "6m" },
        { name: "of an exporter", series: exporter("0x20"), at: "10m" },
      ],
    },
    warning: {
      fires: [{ series: exporter("0x20"), at: "7m", labels: { service: "mlflow-exporter", team: "ml-engineering" } }],
      quiet: [
        { name: "restarts", series: exporter("0x4 1x10"), at: "7m" },
        { name: "pages instead", series: probe("0x20"), at: "10m" },
      ],
    },
  },

  EndpointFlapping: {
    fires: [{ series: probe("1x5 0x3 1x5 0x3 1x5 0x3 1x60"), at: "40m", labels }],
    quiet: [
      { name: "two outages", series: probe("1x5 0x20 1x5 0x3 1x60"), at: "50m" },
      { name: "down again", series: probe("1x5 0x3 1x5 0x3 1x5 0x60"), at: "40m" },
    ],
  },

  EndpointSlow: {
    fires: [{ series: answers("2.5x30"), at: "22m", labels }],
    quiet: [
      { name: "quick enough", series: answers("2x30"), at: "22m" },
      { name: "fails", series: { ...answers("2.5x30"), ...probe("0x30") }, at: "22m" },
    ],
  },

  CertificateExpires: {
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
});

function probe(samples: string) {
  return { [`probe_success${grafana}`]: samples };
}

function exporter(success: string) {
  return {
    'probe_success{job="blackbox-http",instance="http://mlflow-exporter:9401/-/healthy",service="mlflow-exporter"}':
      success,
  };
}

function ping(samples: string) {
  return { 'probe_success{job="blackbox-icmp",instance="web1",service="grafana"}': samples };
}

function answers(seconds: string) {
  return { ...probe("1x60"), [`probe_duration_seconds${grafana}`]: seconds };
}

/** A certificate that is valid for the given number of days from the example's start. */
function expiry(days: number) {
  return { [`probe_ssl_earliest_cert_expiry${grafana}`]: `${days * 86_400}x80` };
}
