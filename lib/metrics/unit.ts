import type { MetricType } from "../model/model.ts";
import { type Unit, units } from "../model/units.ts";

/** Unit words that names end in, beside those that are units of ours already. */
const synonyms: Readonly<Record<string, Unit>> = { percentage: "percent", byte: "bytes", second: "seconds" };

/** Points in time, though they end in `_seconds`. */
const pointInTime = /_(?:timestamp|(?:start|boot|creation|expiry)_time)_seconds$/;

/** In a name these are nouns, not units: `innodb_page_count`, `alertmanager_cluster_health_score`. */
const nouns: ReadonlySet<Unit> = new Set<Unit>(["count", "score", "timestamp"]);

/**
 * The unit that a metric's name tells by Prometheus' naming rules, or undefined where it tells none.
 * A counter without a unit counts things. Milliseconds and the like are no base unit: they have none.
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

/** Units that are none of Prometheus' base units, anywhere in a name. */
const notBase =
  /(?:^|_)(?:ms|us|usec|ns|milliseconds|microseconds|nanoseconds|minutes|hours|days|bits|kb|mb|kib|mib)(?:_|$)/;
