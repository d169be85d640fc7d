// What is exposed by Blackbox probes, read from version 0.28.0.
// `npm run script scripts/catalogs.ts` updates this file: it keeps your edits, but no comments.
import { defineMetrics, metric } from "../metrics/define.ts";

export default defineMetrics({
  title: "Blackbox probes",
  version: "0.28.0",
  metrics: {
    probe_dns_additional_rrs: metric.gauge("count", [], "Records in the additional section"),
    probe_dns_answer_rrs: metric.gauge("count", [], "Records in the answer section"),
    probe_dns_authority_rrs: metric.gauge("count", [], "Records in the authority section"),
    probe_dns_duration_seconds: metric.gauge("seconds", ["phase"], "DNS query time per phase", {
      values: { phase: ["connect", "request", "resolve"] },
    }),
    probe_dns_lookup_time_seconds: metric.gauge("seconds", [], "Time to resolve the target name"),
    probe_dns_query_succeeded: metric.gauge("count", [], "1 when the DNS query itself worked", { range: [0, 1] }),
    probe_dns_serial: metric.gauge(undefined, [], "Serial of the zone for SOA queries"),
    probe_duration_seconds: metric.gauge("seconds", [], "How long the whole probe took"),
    probe_expect_info: metric.gauge(undefined, [], "Values captured from a TCP query response, value is always 1"),
    probe_failed_due_to_bytes: metric.gauge("count", [], "Probe failed due to", { range: [0, 1] }),
    probe_failed_due_to_cel: metric.gauge("count", [], "1 when a CEL expression made the probe fail", {
      range: [0, 1],
    }),
    probe_failed_due_to_regex: metric.gauge("count", [], "1 when a body or header expression made the probe fail", {
      range: [0, 1],
    }),
    probe_grpc_duration_seconds: metric.gauge("seconds", ["phase"], "gRPC time per phase"),
    probe_grpc_healthcheck_response: metric.gauge(
      undefined,
      ["serving_status"],
      "Result of the gRPC health check per serving status",
    ),
    probe_grpc_ssl: metric.gauge("count", [], "1 when gRPC used TLS", { range: [0, 1] }),
    probe_grpc_status_code: metric.gauge(undefined, [], "gRPC status code"),
    probe_http_content_length: metric.gauge("bytes", [], "Content-Length of the answer, -1 when unknown"),
    probe_http_duration_seconds: metric.gauge("seconds", ["phase"], "HTTP time per phase, summed over redirects", {
      values: { phase: ["connect", "processing", "resolve", "tls", "transfer"] },
    }),
    probe_http_last_modified_timestamp_seconds: metric.gauge("timestamp", [], "Last-Modified header as a Unix time"),
    probe_http_redirects: metric.gauge("count", [], "Redirects followed"),
    probe_http_ssl: metric.gauge("count", [], "1 when the final request used TLS", { range: [0, 1] }),
    probe_http_status_code: metric.gauge(undefined, [], "HTTP status of the answer, 0 when there was none"),
    probe_http_uncompressed_body_length: metric.gauge("bytes", [], "Size of the decoded body"),
    probe_http_version: metric.gauge(undefined, [], "HTTP version of the answer"),
    probe_icmp_duration_seconds: metric.gauge("seconds", ["phase"], "ICMP time per phase", {
      values: { phase: ["resolve", "rtt", "setup"] },
    }),
    probe_icmp_reply_hop_limit: metric.gauge(undefined, [], "Hop limit or TTL of the reply"),
    probe_ip_addr_hash: metric.gauge(undefined, [], "Hash of the address the name resolved to"),
    probe_ip_protocol: metric.gauge(undefined, [], "IP version used, 4 or 6"),
    probe_ssl_earliest_cert_expiry: metric.gauge(
      "timestamp",
      [],
      "Unix time the first certificate of the chain expires",
    ),
    probe_ssl_last_chain_expiry_timestamp_seconds: metric.gauge(
      "timestamp",
      [],
      "Unix time the last verified chain expires, 0 without a verified chain",
    ),
    probe_ssl_last_chain_info: metric.gauge(
      undefined,
      ["fingerprint_sha256", "issuer", "serialnumber", "subject", "subjectalternative"],
      "Leaf certificate description, value is always 1",
    ),
    probe_success: metric.gauge("count", [], "1 when the probe passed", { range: [0, 1] }),
    probe_tls_cipher_info: metric.gauge(undefined, ["cipher"], "TLS cipher negotiated, value is always 1"),
    probe_tls_version_info: metric.gauge(undefined, ["version"], "TLS version negotiated, value is always 1"),
  },
});
