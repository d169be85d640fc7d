import type { Metric, MetricCatalog } from "../model/model.ts";
import { didYouMean, type Problem } from "../model/problem.ts";
import { isOfClient } from "./define.ts";
import { type Exposition, type Family, metricType, type Observed, observeFamily, ownLabels } from "./exposition.ts";

/** The differences between an exposition and a catalog. */
export interface Verification {
  /** Differences that break queries, or that show that the catalog is out of date. */
  readonly problems: readonly Problem[];
  /** Differences that are allowed: a metric that this configuration does not expose, or a further metric of the service. */
  readonly notes: readonly Problem[];
}

/**
 * Compares an exposition with a catalog. What a public exporter exposes depends on its configuration, so a missing metric
 * is a note; an unknown one is a problem, because the catalog is older than the exporter. Of a contract, every metric must
 * be exposed, and further metrics are notes.
 */
export function verify(exposition: Exposition, exporter: MetricCatalog, options: VerifyOptions): Verification {
  const contract = exporter.version === "contract";
  const missing = missingMetrics(exposition, exporter, options.source);
  const unknown = unknownMetrics(exposition, exporter, options.source);
  const wrong = Object.entries(exporter.metrics).flatMap(([name, metric]) => {
    const family = exposition.families.get(name);
    return family ? verifyFamily(family, metric, { ...options, contract }) : [];
  });
  const [errors, others] = contract ? [missing, unknown] : [unknown, missing];
  const problems = [...wrong, ...errors];
  return options.strict ? { problems: [...problems, ...others], notes: [] } : { problems, notes: others };
}

const missingMetrics = ({ families }: Exposition, { metrics }: MetricCatalog, file: string): Problem[] =>
  Object.entries(metrics)
    .filter(([name]) => !families.has(name))
    .map(([name, { type, help }]) => ({
      check: "verify-missing",
      severity: "error",
      file,
      path: [name],
      message: "is not exposed",
      hint: `a ${type}: ${help}`,
    }));

function unknownMetrics({ families }: Exposition, { metrics }: MetricCatalog, file: string): Problem[] {
  const unknown = Array.from(families.values()).filter(({ name }) => !isKnown(name, metrics));
  return unknown.map(({ name, type }: Family) => ({
    check: "verify-unknown",
    severity: "error",
    file,
    path: [name],
    message: `is not in the catalog (a ${type})`,
    hint: didYouMean(name, Object.keys(metrics)) ?? "add it with `metrics import`, or stop exposing it",
  }));
}

/** A `_created` series belongs to the metric whose start it records. */
function isKnown(name: string, metrics: Readonly<Record<string, Metric>>): boolean {
  if (name in metrics || isOfClient(name)) return true;
  const stem = name.endsWith("_created") ? name.slice(0, -"_created".length) : undefined;
  return stem !== undefined && (stem in metrics || `${stem}_total` in metrics);
}

interface VerifyOptions {
  /** The address or file of the exposition. */
  readonly source: string;
  /** Whether notes count as problems. */
  readonly strict: boolean;
  /** The largest number of series of one metric; all buckets or quantiles of a label set count as one. */
  readonly maxSeries: number;
}

interface FamilyOptions extends VerifyOptions {
  /** Whether the catalog is a contract that the service follows. */
  readonly contract: boolean;
}

/** Compares one metric with its catalog: type, labels, closed values, range, buckets, number of series. */
function verifyFamily(family: Family, metric: Metric, options: FamilyOptions): Problem[] {
  const seen = observeFamily(family);
  const differences = [
    ...typeDifferences(family, metric, options),
    ...labelDifferences(seen, metric),
    ...valueDifferences(seen, metric),
    ...rangeDifferences(family, metric),
    ...seriesDifferences(family, metric, options),
    ...(options.contract ? contractDifferences(family, seen, metric) : []),
  ];
  return differences.map(([kind, message, hint]) => ({
    check: `verify-${kind}`,
    severity: "error",
    file: options.source,
    path: [family.name],
    message,
    hint,
  }));
}

type Difference = readonly [kind: string, message: string, hint: string];

function typeDifferences(family: Family, metric: Metric, { contract }: FamilyOptions): Difference[] {
  const type = metricType(family);
  if (type === metric.type || (type === "unknown" && !contract)) return [];
  return [
    ["type", `is a ${family.type}, should be a ${metric.type}`, `expose it with # TYPE ${family.name} ${metric.type}`],
  ];
}

const labelDifferences = (seen: Observed, metric: Metric): Difference[] =>
  [...seen.labels.keys()]
    .filter((label) => !metric.labels.includes(label))
    .map((label) => {
      const known = metric.labels.length > 0 ? `its labels are ${metric.labels.join(", ")}` : "it has no labels";
      return ["label", `has an unexpected label "${label}"`, didYouMean(label, metric.labels) ?? known];
    });

const valueDifferences = (seen: Observed, metric: Metric): Difference[] =>
  Object.entries(metric.values ?? {}).flatMap(([label, allowed]) => {
    const unexpected = [...(seen.labels.get(label) ?? [])].filter((value) => !allowed.includes(value));
    return unexpected.length === 0
      ? []
      : [["value", `has ${label}=${quoted(unexpected)}`, `use one of ${allowed.join(", ")}`]];
  });

function rangeDifferences(family: Family, { type, range }: Metric): Difference[] {
  if (!range || type === "histogram" || type === "summary") return [];
  const [min, max] = range;
  const outside = family.samples.filter(({ value }) => value < min || value > max);
  const [first] = outside;
  return first ? [["range", `is ${first.value} on line ${first.line}`, `its range is ${min} to ${max}`]] : [];
}

function seriesDifferences({ samples }: Family, { type }: Metric, { maxSeries }: FamilyOptions): Difference[] {
  const sets = new Set(samples.map((sample) => JSON.stringify(ownLabels(sample, type).sort())));
  if (sets.size <= maxSeries) return [];
  return [["series", `has ${sets.size} series, more than ${maxSeries}`, "drop the label with the most values"]];
}

/** Queries rely on every label and bucket of a contract. */
function contractDifferences(family: Family, seen: Observed, metric: Metric): Difference[] {
  const bare = family.samples.find((sample) => {
    const labels = new Map(ownLabels(sample, metric.type));
    return metric.labels.some((label) => !labels.has(label));
  });
  const absent = metric.labels.filter((label) => bare && !(label in bare.labels));
  const bounds = metric.buckets?.filter((bound) => family.samples.length > 0 && !seen.buckets.includes(bound)) ?? [];
  return [
    ...(bare
      ? [["label", `lacks ${absent.join(", ")} on line ${bare.line}`, "give every series all labels"] as const]
      : []),
    ...(bounds.length > 0
      ? [["bucket", `lacks buckets ${bounds.join(", ")}`, "use the contract's bounds"] as const]
      : []),
  ];
}

const quoted = (values: readonly string[]): string => {
  const shown = values.slice(0, 3).map((value) => JSON.stringify(value));
  return values.length > 3 ? `${shown.join(", ")} and ${values.length - 3} more` : shown.join(", ");
};
