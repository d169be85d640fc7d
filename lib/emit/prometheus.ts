import type { Duration, Model, Scrape, Service, Settings } from "../model/model.ts";
import { probeScrapeConfigs } from "./blackbox.ts";

import { type Emitter, type Target, yamlFile } from "./emit.ts";

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

function scrapeConfig(name: string, service: Service, target: Target): unknown[] {
  const { scrape } = service;
  if (!scrape) return [];
  const { interval, path = "/metrics" } = scrape;
  return [
    {
      job_name: name,
      scrape_interval: interval,
      scrape_timeout: scrapeTimeout(scrape),
      metrics_path: path,
      ...targets(name, service, target.address(name)),
    },
  ];
}

/** The timeout of a service's scrapes. */
export const scrapeTimeout = ({ interval, timeout }: Scrape): Duration =>
  timeout ?? `${Math.min(defaultTimeoutSeconds, Number.parseInt(interval, 10))}s`;

/**
 * A service that takes another's place, such as Promtail, is looked up by name: where it does not run, its name is
 * unknown, and there is no target that is down. An address by number cannot be looked up.
 */
function targets(name: string, { insteadOf }: Service, address: string): object {
  const { hostname, port } = new URL(`http://${address}`);
  if (insteadOf === undefined || isNumeric(hostname))
    return { static_configs: [{ targets: [address], labels: { service: name } }] };
  return {
    dns_sd_configs: [{ names: [hostname], type: "A", port: Number(port), refresh_interval: "30s" }],
    relabel_configs: [
      { target_label: "instance", replacement: address },
      { target_label: "service", replacement: name },
    ],
  };
}

/** Of version 4, or of version 6 in its brackets. */
const isNumeric = (hostname: string): boolean => /^[\d.]+$|^\[/.test(hostname);
