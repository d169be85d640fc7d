import { type Unit, units } from "../model/metrics.ts";
import type { Metric, MetricType } from "../model/model.ts";
import { goMetrics, isOfRuntime } from "./define.ts";
import type { Observed } from "./exposition.ts";

type Metrics = Readonly<Record<string, Metric>>;

/** An updated catalog, and what changed. */
export interface Merged {
  readonly metrics: Metrics;
  readonly added: readonly string[];
  readonly changed: readonly string[];
  /** Known metrics that no exposition has: kept, unless `prune` removes them. */
  readonly absent: readonly string[];
}

/**
 * Updates a catalog from expositions. Help, unit, range and the choice of closed labels stay as they are, so edits are
 * kept; type and buckets follow the exporter; labels and values are added. New metrics of a language's runtime are ignored.
 * @param captures of one exporter in several configurations, the most important last: its types are used
 * @param prune removes metrics and labels that no exposition has
 */
export function mergeMetrics(
  known: Metrics,
  captures: readonly ReadonlyMap<string, Observed>[],
  { prune = false }: { prune?: boolean } = {},
): Merged {
  const observed = mergeCaptures(captures);
  // A metric may be called `constructor`.
  const own = (metrics: Metrics, name: string) => (Object.hasOwn(metrics, name) ? metrics[name] : undefined);
  const absent = Object.keys(known).filter((name) => !observed.has(name));
  const kept = prune ? [] : absent.map((name): [string, Metric | undefined] => [name, known[name]]);
  const imported = Array.from(observed).filter(([name]) => own(known, name) || !isOfRuntime(name));
  const updated = imported.map(([name, seen]): [string, Metric] => {
    return [name, mergeMetric(name, own(known, name) ?? own(shared, name), seen, prune)];
  });
  const entries = [...kept, ...updated].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    metrics: Object.fromEntries(entries) as Metrics,
    added: updated.map(([name]) => name).filter((name) => own(known, name) === undefined),
    changed: updated.flatMap(([name, metric]) => {
      const before = own(known, name);
      return before && !isSame(before, metric) ? [name] : [];
    }),
    absent,
  };
}

/** Metrics that are described once for all exporters. */
const shared: Metrics = goMetrics;

function mergeMetric(name: string, known: Metric | undefined, seen: Observed, prune: boolean): Metric {
  const type = seen.type === "unknown" && known ? known.type : seen.type;
  const unit = known ? known.unit : unitOfName(name, type);
  const range = known ? known.range : rangeOfName(name, type);
  const values = closedValues(known, seen);
  return {
    type,
    ...(unit !== undefined && { unit }),
    labels: sorted([...seen.labels.keys(), ...(known && !prune ? known.labels : [])]),
    help: known?.help ?? sentence(seen.help, name),
    ...(values && { values }),
    ...(range && { range }),
    ...(known?.monotonic && { monotonic: true }),
    ...(known?.nonZero && { nonZero: true }),
    ...(seen.buckets.length > 0 ? { buckets: seen.buckets } : known?.buckets && { buckets: known.buckets }),
  };
}

/** Labels closed in a known metric stay closed and get new values; of a new metric the labels that look complete. */
function closedValues(known: Metric | undefined, seen: Observed): Metric["values"] {
  const labels = known ? Object.keys(known.values ?? {}) : sorted(seen.closed);
  const entries = labels.map((label) => {
    const values = known?.values?.[label] ?? [];
    const fresh = sorted(seen.labels.get(label) ?? []).filter((value) => !values.includes(value));
    return [label, [...values, ...fresh]] as const;
  });
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

/** The range of a gauge that is 1 for success and 0 for failure. */
const rangeOfName = (name: string, type: Metric["type"]): Metric["range"] =>
  type === "gauge" && /(?:^|_)(?:up|success|successful)$/.test(name) ? [0, 1] : undefined;

/** One line without its full stop; the words of the name where an exporter has no help text. */
const sentence = (help: string, name: string): string =>
  help.replace(/\s+/g, " ").trim().replace(/\.$/, "") || name.replaceAll("_", " ");

function mergeCaptures(captures: readonly ReadonlyMap<string, Observed>[]): Map<string, Observed> {
  const merged = new Map<string, Observed>();
  for (const capture of captures)
    for (const [name, seen] of capture) {
      const before = merged.get(name);
      merged.set(name, before ? mergeObserved(before, seen) : seen);
    }
  return merged;
}

/** A family without series has a type, but its labels are unknown. */
function mergeObserved(a: Observed, b: Observed): Observed {
  const labels = new Map(a.labels);
  for (const [label, values] of b.labels) labels.set(label, new Set([...(labels.get(label) ?? []), ...values]));
  const closed = Array.from(labels.keys()).filter((label) =>
    [a, b].every((seen) => seen.closed.has(label) || !seen.labels.has(label)),
  );
  return {
    type: b.type === "unknown" ? a.type : b.type,
    help: b.help || a.help,
    labels,
    closed: new Set(closed),
    buckets: [...new Set([...a.buckets, ...b.buckets])].sort((x, y) => x - y),
  };
}

const sorted = (texts: Iterable<string>): string[] => [...new Set(texts)].sort();

/** Whether they are equal, in any order of fields. */
const isSame = (a: Metric, b: Metric): boolean => canonical(a) === canonical(b);
const canonical = (metric: Metric): string => JSON.stringify(Object.entries(metric).sort());

/** Other unit names at the end of metric names. */
const synonyms: ReadonlyMap<string, Unit> = new Map([
  ["percentage", "percent"],
  ["byte", "bytes"],
  ["second", "seconds"],
]);

/** Names of points in time, which end in `_seconds` too. */
const pointInTime = /_(?:timestamp|(?:start|boot|creation|expiry)_time)_seconds$/;

/** Words that are no units in names: `innodb_page_count`, `alertmanager_cluster_health_score`. */
const nouns: ReadonlySet<Unit> = new Set<Unit>(["count", "score", "timestamp"]);

/**
 * The unit in a metric's name by Prometheus' naming rules, or undefined if there is none. A counter without a unit has the
 * unit `count`. Units that are no base units, such as milliseconds, are undefined.
 * Source: https://prometheus.io/docs/practices/naming/
 */
export function unitOfName(name: string, type: MetricType): Unit | undefined {
  const stem = name.replace(/_total$/, "");
  if (pointInTime.test(stem)) return "timestamp";
  if (/_per_[a-z]+$/.test(stem)) return undefined;
  const word = stem.slice(stem.lastIndexOf("_") + 1);
  const unit = synonyms.get(word) ?? units.find((known) => known === word && !nouns.has(known));
  if (unit) return unit;
  if (stem.includes("_bytes_")) return "bytes";
  return type === "counter" && !notBase.test(stem) ? "count" : undefined;
}

/** Units that are not among Prometheus' base units, anywhere in a name. */
const notBase =
  /(?:^|_)(?:ms|us|usec|ns|milliseconds|microseconds|nanoseconds|minutes|hours|days|bits|kb|mb|kib|mib)(?:_|$)/;
