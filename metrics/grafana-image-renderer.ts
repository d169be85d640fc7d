// What is exposed by Grafana image renderer, read from version 5.12.0.
// `npm run catalog` keeps it: what is mended here survives, but for comments.
import { counter, defineMetrics, gauge, goMetrics, histogram } from "bigdata-monitoring";

export default defineMetrics({
  title: "Grafana image renderer",
  version: "5.12.0",
  metrics: {
    ...goMetrics,
    browser_action_duration: histogram("seconds", ["action", "unit"], "Time per browser action"),
    browser_get_version_duration: histogram("seconds", ["unit"], "Time to ask the browser for its version"),
    browser_instances_active: gauge("count", [], "Browsers running"),
    browser_readiness_mode_total: counter("count", ["mode"], "Renders per readiness mode"),
    browser_render_csv_duration: histogram("seconds", ["unit"], "Time of CSV renders"),
    browser_render_duration: histogram("seconds", ["unit"], "Time of renders"),
    browser_request_size: histogram("bytes", ["mime_type", "unit"], "Size of requests the browser made"),
    go_info: gauge(undefined, ["version"], "Go version as a label, value is always 1"),
    http_authenticated_request_attempts_total: counter("count", ["result"], "Requests per authentication result"),
    http_authentication_token_usage_total: counter("count", ["token_index"], "Uses of each configured token"),
    http_rate_limiter_requests_total: counter(
      "count",
      ["result", "why"],
      "Requests accepted or rejected by the rate limiter",
    ),
    http_rate_limiter_slots: gauge("count", ["type"], "Slots the rate limiter has"),
    http_recovered_requests_total: counter("count", [], "Requests that panicked"),
    http_render_browser_request_duration: histogram(
      "seconds",
      ["encoding", "mode", "result", "unit"],
      "Browser time per render",
    ),
    http_render_csv_request_duration: histogram("seconds", ["result", "unit"], "Browser time per CSV render"),
    http_request_duration: histogram(
      "seconds",
      ["encoding", "method", "mode", "path", "status_code", "unit"],
      "Time to serve requests in seconds (label unit)",
    ),
    http_requests_in_flight: gauge("count", [], "Rendering requests being served"),
    http_response_size: histogram(
      "bytes",
      ["encoding", "method", "mode", "path", "status_code", "unit"],
      "Size of rendered answers in bytes (label unit)",
    ),
    http_trusted_url_requests_total: counter("count", ["result"], "Requests per trusted URL check result"),
    process_max_memory: gauge("bytes", ["unit"], "Highest memory use of a browser process"),
    process_peak_memory: histogram("bytes", ["unit"], "Peak memory of browser processes"),
    process_peak_memory_avg: gauge("bytes", ["unit"], "Moving average of peak memory of browser processes"),
  },
});
