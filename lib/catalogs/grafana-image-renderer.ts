// What is exposed by Grafana image renderer, read from version 5.12.0.
// `npm run script scripts/catalogs.ts` updates this file: it keeps your edits, but no comments.
import { defineMetrics, goMetrics, metric } from "../metrics/define.ts";

export default defineMetrics({
  title: "Grafana image renderer",
  version: "5.12.0",
  metrics: {
    ...goMetrics,
    browser_action_duration: metric.histogram("seconds", ["action", "unit"], "Time per browser action"),
    browser_get_version_duration: metric.histogram("seconds", ["unit"], "Time to ask the browser for its version"),
    browser_instances_active: metric.gauge("count", [], "Browsers running"),
    browser_readiness_mode_total: metric.counter("count", ["mode"], "Renders per readiness mode"),
    browser_render_csv_duration: metric.histogram("seconds", ["unit"], "Time of CSV renders"),
    browser_render_duration: metric.histogram("seconds", ["unit"], "Time of renders"),
    browser_request_size: metric.histogram("bytes", ["mime_type", "unit"], "Size of requests the browser made"),
    go_info: metric.gauge(undefined, ["version"], "Go version as a label, value is always 1"),
    http_authenticated_request_attempts_total: metric.counter(
      "count",
      ["result"],
      "Requests per authentication result",
    ),
    http_authentication_token_usage_total: metric.counter("count", ["token_index"], "Uses of each configured token"),
    http_rate_limiter_requests_total: metric.counter(
      "count",
      ["result", "why"],
      "Requests accepted or rejected by the rate limiter",
    ),
    http_rate_limiter_slots: metric.gauge("count", ["type"], "Slots the rate limiter has"),
    http_recovered_requests_total: metric.counter("count", [], "Requests that panicked"),
    http_render_browser_request_duration: metric.histogram(
      "seconds",
      ["encoding", "mode", "result", "unit"],
      "Browser time per render",
    ),
    http_render_csv_request_duration: metric.histogram("seconds", ["result", "unit"], "Browser time per CSV render"),
    http_request_duration: metric.histogram(
      "seconds",
      ["encoding", "method", "mode", "path", "status_code", "unit"],
      "Time to serve requests in seconds (label unit)",
    ),
    http_requests_in_flight: metric.gauge("count", [], "Rendering requests being served"),
    http_response_size: metric.histogram(
      "bytes",
      ["encoding", "method", "mode", "path", "status_code", "unit"],
      "Size of rendered answers in bytes (label unit)",
    ),
    http_trusted_url_requests_total: metric.counter("count", ["result"], "Requests per trusted URL check result"),
    process_max_memory: metric.gauge("bytes", ["unit"], "Highest memory use of a browser process"),
    process_peak_memory: metric.histogram("bytes", ["unit"], "Peak memory of browser processes"),
    process_peak_memory_avg: metric.gauge("bytes", ["unit"], "Moving average of peak memory of browser processes"),
  },
});
