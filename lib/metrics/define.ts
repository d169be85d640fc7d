import type { Unit } from "../model/metrics.ts";
import type { Metric, MetricCatalog, MetricType } from "../model/model.ts";
import { didYouMean } from "../model/problem.ts";

/** Optional fields of metrics: closed label values, a range, growth, a histogram's buckets. */
export type MetricDetails = Pick<Metric, "values" | "range" | "monotonic" | "nonZero" | "buckets">;

const metricOf =
  (type: MetricType) =>
  (unit: Unit | undefined, labels: readonly string[], help: string, details: MetricDetails = {}): Metric => ({
    type,
    labels,
    help,
    ...(unit !== undefined && { unit }),
    ...details,
  });

/** A metric of each type. */
export const metric = {
  /** A number that only grows until its process restarts: `counter("seconds", ["mode"], "CPU time by mode")`. */
  counter: metricOf("counter"),
  /** A number that goes up and down. */
  gauge: metricOf("gauge"),
  /** Counts of observations by upper bound: series `_bucket`, `_sum` and `_count`. The unit is that of an observation. */
  histogram: metricOf("histogram"),
  /** Quantiles that the exporter computed itself, with `_sum` and `_count`. The unit is that of an observation. */
  summary: metricOf("summary"),
  /** A number whose exporter gives it no type. */
  unknown: metricOf("unknown"),
};

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

const { counter, gauge, summary } = metric;

/** The metrics that Go's Prometheus client exposes of its process and of the endpoint; older versions lack some. */
export const goMetrics = {
  go_gc_duration_seconds: summary("seconds", [], "Pause time of Go garbage collections"),
  go_gc_gogc_percent: gauge("percent", [], "GOGC setting in effect"),
  go_gc_gomemlimit_bytes: gauge("bytes", [], "GOMEMLIMIT setting in effect"),
  go_goroutines: gauge("count", [], "Goroutines that exist"),
  go_info: gauge(undefined, ["version"], "Version of Go; the value is always 1"),
  go_memstats_alloc_bytes: gauge("bytes", [], "Go heap allocated right now"),
  go_memstats_alloc_bytes_total: counter("bytes", [], "Bytes allocated on the Go heap so far"),
  go_memstats_buck_hash_sys_bytes: gauge("bytes", [], "Memory of the profiler's hash table"),
  go_memstats_frees_total: counter("count", [], "Heap objects freed"),
  go_memstats_gc_sys_bytes: gauge("bytes", [], "Memory of the garbage collector's own data"),
  go_memstats_heap_alloc_bytes: gauge("bytes", [], "Heap memory of objects that live or await collection"),
  go_memstats_heap_idle_bytes: gauge("bytes", [], "Heap memory in unused spans"),
  go_memstats_heap_inuse_bytes: gauge("bytes", [], "Go heap in use"),
  go_memstats_heap_objects: gauge("count", [], "Heap objects that live or await collection"),
  go_memstats_heap_released_bytes: gauge("bytes", [], "Heap memory returned to the system"),
  go_memstats_heap_sys_bytes: gauge("bytes", [], "Heap memory obtained from the system", { nonZero: true }),
  go_memstats_last_gc_time_seconds: gauge("timestamp", [], "When the last garbage collection ended"),
  go_memstats_lookups_total: counter("count", [], "Pointer lookups by the runtime"),
  go_memstats_mallocs_total: counter("count", [], "Heap objects allocated"),
  go_memstats_mcache_inuse_bytes: gauge("bytes", [], "Memory of mcache structures in use"),
  go_memstats_mcache_sys_bytes: gauge("bytes", [], "Memory obtained for mcache structures"),
  go_memstats_mspan_inuse_bytes: gauge("bytes", [], "Memory of mspan structures in use"),
  go_memstats_mspan_sys_bytes: gauge("bytes", [], "Memory obtained for mspan structures"),
  go_memstats_next_gc_bytes: gauge("bytes", [], "Heap size at which the next collection starts"),
  go_memstats_other_sys_bytes: gauge("bytes", [], "Memory of other runtime structures"),
  go_memstats_stack_inuse_bytes: gauge("bytes", [], "Stack memory in use"),
  go_memstats_stack_sys_bytes: gauge("bytes", [], "Stack memory obtained from the system"),
  go_memstats_sys_bytes: gauge("bytes", [], "Memory obtained from the system", { nonZero: true }),
  go_sched_gomaxprocs_threads: gauge("count", [], "GOMAXPROCS setting in effect"),
  go_threads: gauge("count", [], "OS threads created"),
  process_cpu_seconds_total: counter("seconds", [], "CPU time used"),
  process_max_fds: gauge("count", [], "Most file descriptors that the process may open", { nonZero: true }),
  process_network_receive_bytes_total: counter("bytes", [], "Bytes received in the network namespace of the process"),
  process_network_transmit_bytes_total: counter("bytes", [], "Bytes sent in the network namespace of the process"),
  process_open_fds: gauge("count", [], "File descriptors that the process has open"),
  process_resident_memory_bytes: gauge("bytes", [], "Memory held in RAM"),
  process_start_time_seconds: gauge("timestamp", [], "When the process started"),
  process_virtual_memory_bytes: gauge("bytes", [], "Virtual memory of the process"),
  process_virtual_memory_max_bytes: gauge("bytes", [], "Virtual memory limit of the process"),
  promhttp_metric_handler_errors_total: counter("count", ["cause"], "Errors while serving this endpoint per cause"),
  promhttp_metric_handler_requests_in_flight: gauge("count", [], "Scrapes being served"),
  promhttp_metric_handler_requests_total: counter("count", ["code"], "Scrapes of this endpoint per HTTP code"),
} satisfies Record<string, Metric>;

/** Whether client libraries expose it of their own process, so that it does not describe the service. */
export const isOfClient = (name: string): boolean => /^(?:go|process|promhttp|python|nodejs|jvm)_/.test(name);

/** Whether it is one of the many metrics of a language's runtime that change with every version. */
export const isOfRuntime = (name: string): boolean => /^(?:go|python|nodejs)_/.test(name) && !(name in goMetrics);
