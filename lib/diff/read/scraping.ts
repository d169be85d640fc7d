import { type Json, objectOf, objectsOf, textOf, without } from "../json.ts";
import type { ScrapeJob } from "../snapshot.ts";

const toldInWords = ["job_name", "scrape_interval", "scrape_timeout", "metrics_path", "static_configs"];

/** What Prometheus fills in where nothing is said. Source: https://prometheus.io/docs/prometheus/latest/configuration/ */
const defaults: Json = {
  scheme: "http",
  honor_timestamps: true,
  track_timestamps_staleness: false,
  enable_compression: true,
  follow_redirects: true,
  enable_http2: true,
};
const relabelDefaults: Json = { separator: ";", regex: "(.*)", replacement: "$1", action: "replace" };

/** Settings that a running Prometheus tells and that its version decides. */
const ofVersion =
  /^(scrape_protocols|scrape_native_histograms|always_scrape_classic_histograms|convert_classic_.*|metric_name_.*|fallback_scrape_protocol|extra_scrape_metrics)$/;

/** The scrape jobs of a Prometheus configuration by name, as it was written or as a running one tells it. */
export const scrapeJobsOf = (config: Json): Record<string, ScrapeJob> =>
  Object.fromEntries(objectsOf(config.scrape_configs).map((job) => [textOf(job.job_name), jobOf(job, config)]));

function jobOf(job: Json, config: Json): ScrapeJob {
  const global = objectOf(config.global);
  return {
    interval: textOf(job.scrape_interval ?? global.scrape_interval ?? "1m"),
    timeout: textOf(job.scrape_timeout ?? global.scrape_timeout ?? "10s"),
    path: textOf(job.metrics_path ?? "/metrics"),
    targets: Object.fromEntries(
      objectsOf(job.static_configs).flatMap(({ targets, labels }) =>
        (Array.isArray(targets) ? targets : []).map((address) => [textOf(address), objectOf(labels)]),
      ),
    ),
    settings: settingsOf(without(job, ...toldInWords)),
  };
}

const settingsOf = ({ relabel_configs, ...rest }: Json): Json => ({
  ...Object.fromEntries(Object.entries(rest).filter(([key, value]) => value !== defaults[key] && !ofVersion.test(key))),
  ...(relabel_configs !== undefined && {
    relabel_configs: objectsOf(relabel_configs).map((one) =>
      Object.fromEntries(Object.entries(one).filter(([key, value]) => value !== relabelDefaults[key])),
    ),
  }),
});
