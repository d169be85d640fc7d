import { expressionsOf } from "../checks/expressions.ts";
import type { Model } from "../model/model.ts";
import { partsOf, type VectorSelector } from "../promql/syntax/ast.ts";
import { seriesNames } from "./series.ts";

/**
 * Whether a rule, panel, variable or annotation of the model reads series of a name. A selector without a name reads
 * whatever there is, and needs none in particular.
 */
export function readerOf(model: Model): (series: string) => boolean {
  const selectors = expressionsOf(model).flatMap(({ ast }) => (ast ? Array.from(partsOf(ast)) : []));
  const names = new Set<string>();
  const patterns: ((name: string) => boolean | undefined)[] = [];
  for (const part of selectors) {
    if (part.kind !== "selector") continue;
    for (const { text, regex } of namesOf(part)) {
      if (regex) patterns.push(regex.test);
      else names.add(text);
    }
  }
  return (series) => names.has(series) || patterns.some((matches) => matches(series) !== false);
}

function namesOf({ name, matchers }: VectorSelector) {
  const named = matchers.filter(({ label, operator }) => label.text === "__name__" && /^=/.test(operator));
  return [
    ...(name && !name.dynamic ? [{ text: name.text, regex: undefined }] : []),
    ...named.flatMap(({ value, regex }) => (value.dynamic ? [] : [{ text: value.text, regex }])),
  ];
}

/** The names of a catalog's series that the model reads, sorted. */
export function readSeries(model: Model, catalog: string): string[] {
  const reads = readerOf(model);
  const metrics = model.catalogs.find(({ name }) => name === catalog)?.definition.metrics ?? {};
  return Object.entries(metrics)
    .flatMap(([name, metric]) => seriesNames(name, metric).filter(reads))
    .sort();
}

/** Relabelling after which a scrape holds these series only. What Prometheus makes itself, such as `up`, is not asked. */
export const keepOnly = (names: readonly string[]) => [
  { source_labels: ["__name__"], action: "keep" as const, regex: names.join("|") },
];
