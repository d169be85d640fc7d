import type { Metric, MetricCatalog } from "../model/model.ts";
import type { Problem } from "../model/problem.ts";
import { didYouMean } from "../promql/text/suggest.ts";
import { isOfClient } from "./client.ts";
import type { Exposition, Family } from "./exposition/exposition.ts";
import { type VerifyOptions, verifyFamily } from "./verify-family.ts";

/** How an exposition departs from a vocabulary. */
export interface Verdict {
  /** What breaks queries, or says that the vocabulary is out of date. */
  readonly problems: readonly Problem[];
  /** What may well be so: a metric that this configuration does not expose, one of the service's own. */
  readonly notes: readonly Problem[];
}

export type { VerifyOptions } from "./verify-family.ts";

/**
 * Holds an exposition against a vocabulary. An exporter that we did not write exposes what its configuration asks for,
 * so a missing metric is a note and an unknown one a problem: the vocabulary is older than the exporter. A contract is
 * the other way round: all of it must be there, and a service may expose more.
 */
export function verify(exposition: Exposition, exporter: MetricCatalog, options: VerifyOptions): Verdict {
  const contract = exporter.version === "contract";
  const missing = missingMetrics(exposition, exporter, options.source);
  const unknown = unknownMetrics(exposition, exporter, options.source);
  const wrong = Object.entries(exporter.metrics).flatMap(([name, metric]) => {
    const family = exposition.families.get(name);
    return family ? verifyFamily(family, metric, { ...options, contract }) : [];
  });
  const [grave, slight] = contract ? [missing, unknown] : [unknown, missing];
  const problems = [...wrong, ...grave];
  return options.strict ? { problems: [...problems, ...slight], notes: [] } : { problems, notes: slight };
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
    message: `is not in the vocabulary (a ${type})`,
    hint: didYouMean(name, Object.keys(metrics)) ?? "add it with npm run catalog, or stop exposing it",
  }));
}

/** When a series began is of its metric. */
function isKnown(name: string, metrics: Readonly<Record<string, Metric>>): boolean {
  if (name in metrics || isOfClient(name)) return true;
  const stem = name.endsWith("_created") ? name.slice(0, -"_created".length) : undefined;
  return stem !== undefined && (stem in metrics || `${stem}_total` in metrics);
}
