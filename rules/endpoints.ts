// External probes: availability, response time and certificates.
import { alert, defineRules, promql, rowRef, text } from "bigdata-monitoring";
import { criticalNames, ownerBy } from "../owners.ts";
import { thresholds } from "../thresholds.ts";

const probed = `job=~"blackbox-(http|tcp|icmp)"`;
const limits = thresholds.endpoints;
const about = {
  team: "platform",
  domain: "endpoints",
  concern: "performance",
  dashboard: rowRef("platform-overview", "Endpoints"),
  labels: { team: ownerBy("service") },
  logs: '{service="{{ $labels.service }}"}',
} as const;

export default defineRules({
  interval: "1m",
  rules: [
    // Without `keepFiringFor`: it would outlast the alert of the backend that inhibits it, and page after the recovery.
    alert("EndpointDown", {
      ...about,
      expr: (services) => promql`probe_success{job=~"blackbox-(http|tcp)",service${services}} == 0`,
      severities: {
        warning: { limit: `!~"${criticalNames}"`, for: "5m" },
        critical: { limit: `=~"${criticalNames}"`, for: "2m" },
      },
      summary: "{{ $labels.service }} does not answer at {{ $labels.instance }}",
      description: "Users cannot reach it, and services that depend on it will fail.",
      action:
        "Run `docker ps --filter name={{ $labels.service }}` and `docker logs --tail 100 bigdata-{{ $labels.service }}`.",
    }),

    // One outage is two changes. While the probe fails, EndpointDown fires.
    alert("EndpointFlapping", {
      ...about,
      expr: promql`
        changes(probe_success{${probed}}[1h]) > ${limits.changes}
        and probe_success{${probed}} == 1`,
      for: "10m",
      severity: "warning",
      summary: "{{ $labels.service }} went down or came back {{ $value }} times within an hour",
      description: "The service is up and down in turn. Users see errors, and retries add load.",
      action: text`Check restarts, memory and CPU of its container in ${rowRef("infrastructure", "Container performance")}.`,
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

    alert("CertificateExpires", {
      ...about,
      concern: "resources",
      kind: "prediction",
      expr: promql`
        probe_ssl_earliest_cert_expiry{${probed}} - time() < ${limits.certificate}
        and probe_ssl_earliest_cert_expiry{${probed}} > 0`,
      for: "1h",
      severity: "warning",
      summary: "The certificate of {{ $labels.service }} expires in {{ $value | humanizeDuration }}",
      description: "After that, clients reject connections to {{ $labels.instance }}.",
      action:
        "Renew the certificate, and find out why the automatic renewal failed. Then reload the service and verify with `openssl s_client -connect HOST:443 </dev/null | openssl x509 -noout -dates`.",
    }),
  ],
});
