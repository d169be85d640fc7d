import type { Metric, MetricCatalog } from "../model/model.ts";
import { didYouMean } from "../model/problem.ts";

export * as metric from "./metric.ts";
export { goMetrics } from "./runtime-metrics.ts";

/** The metrics that an exporter exposes; the name of its file is the exporter's name. */
export const defineMetrics = <E extends MetricCatalog>(exporter: E): E => exporter;

/** How an exporter differs from a ready catalog. */
export interface CatalogChanges<Name extends string = string> {
  /** Defaults to the catalog's title. */
  readonly title?: string;
  /** The version of the exporter that runs. Defaults to the version that the catalog was taken from. */
  readonly version?: string;
  /** Metrics to add. One of the same name is replaced. */
  readonly metrics?: Readonly<Record<string, Metric>>;
  /** Metrics that are not exposed, or not scraped. `node_arp_*` drops all whose names begin with `node_arp_`. */
  readonly drop?: readonly (Name | `${string}*`)[];
}

/**
 * A ready catalog with changes: `extendMetrics(nodeExporter, { version: "1.12.0", drop: ["node_arp_*"] })`.
 * @throws Error when `drop` names a metric that the catalog does not have
 */
export function extendMetrics<C extends MetricCatalog>(
  catalog: C,
  {
    title = catalog.title,
    version = catalog.version,
    metrics = {},
    drop = [],
  }: CatalogChanges<keyof C["metrics"] & string>,
): MetricCatalog {
  const names = Object.keys(catalog.metrics);
  const dropped = new Set(drop.flatMap((pattern) => matching(pattern, names)));
  const kept = Object.entries<Metric>(catalog.metrics).filter(([name]) => !dropped.has(name));
  return { ...catalog, title, version, metrics: { ...Object.fromEntries(kept), ...metrics } };
}

function matching(pattern: string, names: readonly string[]): readonly string[] {
  const prefix = pattern.endsWith("*") ? pattern.slice(0, -1) : undefined;
  const found = names.filter((name) => (prefix === undefined ? name === pattern : name.startsWith(prefix)));
  if (found.length > 0) return found;
  throw new Error(
    `drop: the catalog has no metric "${pattern}" — ${didYouMean(pattern, names) ?? "remove it from the list"}`,
  );
}
