import type { Metric } from "../model/model.ts";
import type { Problem } from "../model/problem.ts";
import { didYouMean } from "../promql/text/suggest.ts";
import type { Family } from "./exposition/exposition.ts";
import { metricType, type Observed, observeFamily, ownLabels } from "./observe.ts";

export interface VerifyOptions {
  /** Where the exposition comes from: an address or a file. */
  readonly source: string;
  /** Notes count as problems. */
  readonly strict: boolean;
  /** Most series that one metric may have; all buckets or quantiles of a label set count as one. */
  readonly maxSeries: number;
}

interface FamilyOptions extends VerifyOptions {
  /** Whether we wrote the vocabulary and the service follows it. */
  readonly contract: boolean;
}

/** Holds one metric against its vocabulary: type, labels, closed values, range, buckets, number of series. */
export function verifyFamily(family: Family, metric: Metric, options: FamilyOptions): Problem[] {
  const seen = observeFamily(family);
  const departures = [
    ...typeDepartures(family, metric, options),
    ...labelDepartures(seen, metric),
    ...valueDepartures(seen, metric),
    ...rangeDepartures(family, metric),
    ...seriesDepartures(family, metric, options),
    ...(options.contract ? contractDepartures(family, seen, metric) : []),
  ];
  return departures.map(([kind, message, hint]) => ({
    check: `verify-${kind}`,
    severity: "error",
    file: options.source,
    path: [family.name],
    message,
    hint,
  }));
}

type Departure = readonly [kind: string, message: string, hint: string];

function typeDepartures(family: Family, metric: Metric, { contract }: FamilyOptions): Departure[] {
  const type = metricType(family);
  if (type === metric.type || (type === "unknown" && !contract)) return [];
  return [
    ["type", `is a ${family.type}, should be a ${metric.type}`, `expose it with # TYPE ${family.name} ${metric.type}`],
  ];
}

const labelDepartures = (seen: Observed, metric: Metric): Departure[] =>
  [...seen.labels.keys()]
    .filter((label) => !metric.labels.includes(label))
    .map((label) => {
      const known = metric.labels.length > 0 ? `its labels are ${metric.labels.join(", ")}` : "it has no labels";
      return ["label", `has an unexpected label "${label}"`, didYouMean(label, metric.labels) ?? known];
    });

const valueDepartures = (seen: Observed, metric: Metric): Departure[] =>
  Object.entries(metric.values ?? {}).flatMap(([label, allowed]) => {
    const foreign = [...(seen.labels.get(label) ?? [])].filter((value) => !allowed.includes(value));
    return foreign.length === 0
      ? []
      : [["value", `has ${label}=${quoted(foreign)}`, `use one of ${allowed.join(", ")}`]];
  });

function rangeDepartures(family: Family, { type, range }: Metric): Departure[] {
  if (!range || type === "histogram" || type === "summary") return [];
  const [min, max] = range;
  const outside = family.samples.filter(({ value }) => value < min || value > max);
  const [first] = outside;
  return first ? [["range", `is ${first.value} on line ${first.line}`, `it goes from ${min} to ${max}`]] : [];
}

function seriesDepartures({ samples }: Family, { type }: Metric, { maxSeries }: FamilyOptions): Departure[] {
  const sets = new Set(samples.map((sample) => JSON.stringify(ownLabels(sample, type).sort())));
  if (sets.size <= maxSeries) return [];
  return [["series", `has ${sets.size} series, more than ${maxSeries}`, "drop the label with the most values"]];
}

/** Queries are written against every label and bucket of a contract. */
function contractDepartures(family: Family, seen: Observed, metric: Metric): Departure[] {
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
