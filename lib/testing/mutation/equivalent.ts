import type { Labels } from "../../promql/analysis/labels.ts";
import type { SeriesCatalog } from "../../promql/analysis/scope.ts";
import { accepts } from "../../promql/analysis/selector.ts";
import type { Mutant } from "./mutants.ts";

/** Why no example can tell a mutant from its alert, for people; undefined where one could. */
export function whyEquivalent({ dropped }: Mutant, catalog: SeriesCatalog): string | undefined {
  if (!dropped) return undefined;
  const { metric, matcher } = dropped;
  const exposed = (catalog.series.get(metric) ?? []).map(({ typeInfo }) => typeInfo.labels);
  const recorded = catalog.recorded(metric)?.labels;
  const known = recorded ? [...exposed, recorded] : exposed;
  if (known.length === 0 || !known.every((labels) => allAccepted(labels))) return undefined;
  return `every ${metric} there is has ${matcher.label.text}${matcher.operator}"${matcher.value.text}"`;

  function allAccepted({ known: labels }: Labels): boolean {
    const { values, optional } = labels.get(matcher.label.text) ?? {};
    return !optional && values !== undefined && values.every((value) => accepts(matcher, value) === true);
  }
}
