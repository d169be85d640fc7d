import type { Family, Sample } from "./exposition/exposition.ts";

/** Labels that enumerate: exporters write a series for each value from the start, not only for those that happened. */
const enumerating: ReadonlySet<string> = new Set(["mode", "state"]);

const mostValues = 12;

/**
 * The labels whose values can be taken as complete. A capture cannot prove that: a `code` that shows only 200 will show
 * 500 one day, and a wrongly closed label makes a check refuse a right query. So only labels that enumerate by name are
 * taken, and only if the metric has all of their values for each combination of its other labels, of which there must
 * be several. Others are closed by hand.
 */
export function closedLabels(family: Family, labels: ReadonlyMap<string, ReadonlySet<string>>): Set<string> {
  const candidates = Array.from(labels).filter(([label, values]) => {
    return enumerating.has(label) && values.size >= 2 && values.size <= mostValues;
  });
  return new Set(
    candidates.filter(([label, values]) => isComplete(family.samples, label, values.size)).map(([l]) => l),
  );
}

function isComplete(samples: readonly Sample[], label: string, size: number): boolean {
  const groups = new Map<string, Set<string>>();
  for (const { name, labels } of samples) {
    const { [label]: value = "", ...others } = labels;
    const group = JSON.stringify([name, Object.entries(others).sort()]);
    groups.set(group, (groups.get(group) ?? new Set()).add(value));
  }
  return groups.size >= 2 && Array.from(groups.values()).every((values) => values.size === size);
}
