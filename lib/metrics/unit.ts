import type { MetricType } from "../model/model.ts";
import { type Unit, units } from "../model/units.ts";

/** Further words for units at the end of names. */
const synonyms: Readonly<Record<string, Unit>> = { percentage: "percent", byte: "bytes", second: "seconds" };

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
  const unit = synonyms[word] ?? units.find((known) => known === word && !nouns.has(known));
  if (unit) return unit;
  if (stem.includes("_bytes_")) return "bytes";
  return type === "counter" && !notBase.test(stem) ? "count" : undefined;
}

/** Units that are not among Prometheus' base units, anywhere in a name. */
const notBase =
  /(?:^|_)(?:ms|us|usec|ns|milliseconds|microseconds|nanoseconds|minutes|hours|days|bits|kb|mb|kib|mib)(?:_|$)/;
