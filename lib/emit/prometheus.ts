import type { Model, Service, Settings } from "../model/model.ts";
import { probeScrapeConfigs } from "./blackbox.ts";
import { type Emitter, yamlFile } from "./emit.ts";
import type { Target } from "./target.ts";

/** Default timeout of a scrape in seconds, where the interval is not shorter. */
const defaultTimeoutSeconds = 10;

/** `prometheus/prometheus.yml`. Retention is a flag: Prometheus before 3.8 does not read it from the file. */
export const emitPrometheus: Emitter = (model, target) => [
  yamlFile("prometheus/prometheus.yml", "stack.ts", {
    global: globalSection(model.settings),
    rule_files: ["rules/*.yml"],
    alerting: alertmanagers(model, target),
    scrape_configs: [
      ...Object.entries(model.stack).flatMap(([name, service]) => scrapeConfig(name, service, target)),
      ...probeScrapeConfigs(model, target),
    ],
  }),
];

function globalSection({ prometheus }: Settings) {
  const { scrapeInterval, scrapeTimeout, evaluationInterval, externalLabels } = prometheus;
  return {
    scrape_interval: scrapeInterval,
    scrape_timeout: scrapeTimeout,
    evaluation_interval: evaluationInterval,
    ...(Object.keys(externalLabels).length > 0 && { external_labels: externalLabels }),
  };
}

const alertmanagers = ({ stack }: Model, target: Target) => ({
  alertmanagers: "alertmanager" in stack ? [{ static_configs: [{ targets: [target.address("alertmanager")] }] }] : [],
});

function scrapeConfig(name: string, { scrape }: Service, target: Target): unknown[] {
  if (!scrape) return [];
  const { interval, path = "/metrics" } = scrape;
  const timeout = scrape.timeout ?? `${Math.min(defaultTimeoutSeconds, Number.parseInt(interval, 10))}s`;
  return [
    {
      job_name: name,
      scrape_interval: interval,
      scrape_timeout: timeout,
      metrics_path: path,
      static_configs: [{ targets: [target.address(name)], labels: { service: name } }],
    },
  ];
}
