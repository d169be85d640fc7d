import type { Defined, MetricCatalog, Model } from "../model/model.ts";

/** The catalogs of public exporters that are part of the library, by name. Each is read when it is used. */
export const readyCatalogs: Readonly<Record<string, () => Promise<{ readonly default: MetricCatalog }>>> = {
  alertmanager: () => import("../catalogs/alertmanager.ts"),
  alloy: () => import("../catalogs/alloy.ts"),
  "blackbox-exporter": () => import("../catalogs/blackbox-exporter.ts"),
  "blackbox-probe": () => import("../catalogs/blackbox-probe.ts"),
  cadvisor: () => import("../catalogs/cadvisor.ts"),
  grafana: () => import("../catalogs/grafana.ts"),
  "grafana-image-renderer": () => import("../catalogs/grafana-image-renderer.ts"),
  "kafka-exporter": () => import("../catalogs/kafka-exporter.ts"),
  "kafka-jmx": () => import("../catalogs/kafka-jmx.ts"),
  "kafka-lag-exporter": () => import("../catalogs/kafka-lag-exporter.ts"),
  loki: () => import("../catalogs/loki.ts"),
  "mysqld-exporter": () => import("../catalogs/mysqld-exporter.ts"),
  "node-exporter": () => import("../catalogs/node-exporter.ts"),
  "postgres-exporter": () => import("../catalogs/postgres-exporter.ts"),
  prometheus: () => import("../catalogs/prometheus.ts"),
  promtail: () => import("../catalogs/promtail.ts"),
  "redis-exporter": () => import("../catalogs/redis-exporter.ts"),
};

export const readyCatalogNames: readonly string[] = Object.keys(readyCatalogs);

/** The name by which projects import a ready catalog. */
export const moduleOfCatalog = (name: string): string => `bigdata-monitoring/catalogs/${name}`;

/** The ready catalog of that name; undefined where there is none. */
export async function readyCatalog(name: string): Promise<Defined<MetricCatalog> | undefined> {
  const load = Object.hasOwn(readyCatalogs, name) ? readyCatalogs[name] : undefined;
  return load && { name, file: moduleOfCatalog(name), definition: (await load()).default };
}

/**
 * The ready catalogs that a project uses: those of its scrape jobs, or of all its services where it scrapes none itself.
 * @param own the catalogs in its `metrics/`, which take the place of ready ones of the same name
 */
export async function readyCatalogsOf(
  { stack, probes }: Pick<Model, "stack" | "probes">,
  own: readonly Defined<MetricCatalog>[],
): Promise<Defined<MetricCatalog>[]> {
  const services = Object.entries(stack);
  const scraped = services.filter(([, { scrape }]) => scrape);
  const used = (scraped.length > 0 ? scraped : services).map(([name, { catalog = name }]) => catalog);
  const names = new Set([...used, ...(probes ? ["blackbox-probe"] : [])]);
  const missing = [...names].filter((name) => !own.some((one) => one.name === name));
  return (await Promise.all(missing.map(readyCatalog))).filter((one) => one !== undefined);
}
