import type { Metric } from "../model.ts";
import { gauge } from "./metric.ts";

/**
 * Series that Prometheus itself writes, so that no exporter exposes them.
 * Sources: https://prometheus.io/docs/concepts/jobs_instances/ (of every target) and
 * https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/ (of every alert, beside the alert's labels).
 */
export const serverMetrics = {
  ALERTS: gauge("count", ["alertname", "alertstate"], "1 for each pending or firing alert", {
    values: { alertstate: ["firing", "pending"] },
    range: [1, 1],
  }),
  ALERTS_FOR_STATE: gauge("timestamp", ["alertname"], "When the alert became active"),
  scrape_duration_seconds: gauge("seconds", [], "How long the last scrape took"),
  scrape_samples_post_metric_relabeling: gauge("count", [], "Samples left after relabelling"),
  scrape_samples_scraped: gauge("count", [], "Samples that the target exposed"),
  scrape_series_added: gauge("count", [], "Roughly how many series were new in the last scrape"),
  up: gauge("count", [], "1 when the last scrape succeeded, 0 when it failed", { range: [0, 1] }),
} satisfies Record<string, Metric>;
