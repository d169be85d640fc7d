import type { Model, Service } from "../model/model.ts";
import { type Emitter, yamlFile } from "./emit.ts";
import { probeScrapeConfigs } from "./probes.ts";
import type { Target } from "./target.ts";

/** Prometheus' own limit for a scrape, where the interval is not shorter. */
const defaultTimeoutSeconds = 10;

/** `prometheus/prometheus.yml`. Retention is a flag, since Prometheus reads it from the file from 3.8 on only. */
export const emitPrometheus: Emitter = (model, target) => [
  yamlFile("prometheus/prometheus.yml", "stack.ts", {
    global: {
      scrape_interval: "15s",
      scrape_timeout: "10s",
      evaluation_interval: "15s",
      external_labels: { platform: "bigdata" },
    },
    rule_files: ["rules/*.yml"],
    alerting: alertmanagers(model, target),
    scrape_configs: [
      ...Object.entries(model.stack).flatMap(([name, service]) => scrapeConfig(name, service, target)),
      ...probeScrapeConfigs(model, target),
    ],
  }),
];

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
