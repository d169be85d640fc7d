import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { composeTarget, overriddenTarget, type Target } from "../../../lib/emit/emit.ts";
import { emit } from "../../../lib/emit/index.ts";
import type { Metric, MetricCatalog, Model, TargetSource } from "../../../lib/model/model.ts";
import { sampleExposition } from "../../../scripts/local/sample-exposition.ts";
import { startPrometheus } from "../../../scripts/servers/prometheus.ts";
import { startStandInExporter } from "../../../scripts/servers/static-exporter.ts";
import { withInterval } from "../../support/with-interval.ts";

/** How often everything is scraped and evaluated, so that the test need not wait for minutes. */
const interval = "2s";

/** By catalog: values that our boards' queries name of labels that the catalog leaves open. */
const namedValues: Readonly<Record<string, Metric["values"]>> = {
  "kafka-lag-exporter": { group: ["fraud-scorer"] },
};

/**
 * A real Prometheus with our own configuration and rules, which scrapes a stand-in for every exporter of the stack.
 * @param clusters where there are several, each has all exporters
 * @returns its address, and a stop that ends and removes all
 */
export async function startStandInStack(
  model: Model,
  clusters: readonly string[] = [],
): Promise<{ url: string; stop: () => Promise<void> }> {
  const parts = clusters.length === 0 ? [undefined] : clusters;
  const exporters = await Promise.all(
    parts.flatMap((cluster) => Object.keys(model.stack).map((service) => startStandIn(model, service, cluster))),
  );
  const addresses = Object.fromEntries(exporters.map(({ service, exporter }) => [service, exporter.address]));
  const targetsOf = (name: string): TargetSource[] =>
    exporters.flatMap(({ service, exporter, cluster }) =>
      service === name && cluster !== undefined ? [{ addresses: [exporter.address], cluster }] : [],
    );
  const quick =
    clusters.length === 0
      ? withInterval(model, interval)
      : inClusters(withInterval(model, interval), clusters, targetsOf);
  const folder = await writeConfiguration(quick, overriddenTarget(composeTarget(quick), addresses));
  const prometheus = await startPrometheus({ config: { file: join(folder, "prometheus/prometheus.yml") } });
  return {
    url: prometheus.url,
    stop: async () => {
      await Promise.all([prometheus.stop(), ...exporters.map(({ exporter }) => exporter.stop())]);
      await rm(folder, { recursive: true });
    },
  };
}

/** Every service has a target in each cluster, and so has every probed backend. */
const inClusters = (
  model: Model,
  clusters: readonly string[],
  targetsOf: (service: string) => TargetSource[],
): Model => ({
  ...model,
  stack: Object.fromEntries(
    Object.entries(model.stack).map(([name, service]) => [name, { ...service, targets: targetsOf(name) }]),
  ),
  ...(model.probes && {
    probes: {
      ...model.probes,
      backends: Object.fromEntries(
        Object.entries(model.probes.backends).map(([name, backend]) => [
          name,
          { ...backend, targets: clusters.map((cluster) => ({ addresses: [`${name}-${cluster}`], cluster })) },
        ]),
      ),
    },
  }),
});

/** The Blackbox exporter's stand-in answers probes: what it says of itself is on no board. */
async function startStandIn({ stack, catalogs }: Model, service: string, cluster?: string) {
  const [name, path] =
    service === "blackbox-exporter" ? ["blackbox-probe", "/probe"] : [stack[service]?.catalog ?? service, "/metrics"];
  const catalog = catalogs.find((exporter) => exporter.name === name)?.definition;
  const exposition = () => (catalog ? sampleExposition(withNamedValues(name, catalog), Date.now() / 1000) : "");
  return { service, cluster, exporter: await startStandInExporter({ exposition, path }) };
}

const withNamedValues = (name: string, catalog: MetricCatalog): MetricCatalog => ({
  ...catalog,
  metrics: Object.fromEntries(
    Object.entries(catalog.metrics).map(([metricName, metric]) => [
      metricName,
      { ...metric, values: { ...namedValues[name], ...metric.values } },
    ]),
  ),
});

async function writeConfiguration(model: Model, target: Target): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "stand-in-stack-"));
  for (const { path, text } of emit(model, target, ["prometheus", "rules"])) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}
