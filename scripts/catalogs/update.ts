import { observe } from "../../lib/metrics/exposition.ts";
import { type Merged, mergeMetrics } from "../../lib/metrics/merge.ts";
import type { ParsedExposition } from "../../lib/metrics/parse-exposition.ts";
import { printCatalog } from "../../lib/metrics/print.ts";
import type { MetricCatalog } from "../../lib/model/model.ts";

/** The text of a file of `lib/catalogs/`. */
export const printReadyCatalog = (catalog: MetricCatalog): string =>
  printCatalog(catalog, { module: "../metrics/define.ts", command: "npm run script scripts/catalogs.ts" });

/** A ready catalog with what expositions of its exporter have in addition, and what changed. */
export function updateReadyCatalog(
  { title, version, metrics }: MetricCatalog,
  expositions: readonly ParsedExposition[],
): { readonly text: string; readonly merged: Merged } {
  const merged = mergeMetrics(metrics, expositions.map(observe));
  return { text: printReadyCatalog({ title, version, metrics: merged.metrics }), merged };
}
