import type { Expr, Matching, Word } from "../syntax/ast.ts";

/** By which labels series are told apart: these, or all but these. */
export interface Grouping {
  readonly without: boolean;
  readonly labels: readonly string[];
}

/** How an expression groups; what does not aggregate tells all series apart. */
export function groupingOf(expr: Expr): Grouping {
  if (expr.kind !== "aggregation") return { without: true, labels: [] };
  return { without: expr.modifier === "without", labels: texts(expr.grouping) };
}

/**
 * Whether a group of the coarser grouping holds every series of the finer group that the matching puts it together
 * with: both agree in all labels that the coarser one is grouped by.
 */
export function covers(coarse: Grouping, fine: Grouping, matching: Matching | undefined): boolean {
  const matched = texts(matching?.labels ?? []);
  const isMatched = (label: string): boolean => (matching?.on ?? false) === matched.includes(label);
  if (!coarse.without) {
    return coarse.labels.every((label) => isMatched(label) && fine.without !== fine.labels.includes(label));
  }
  const ignored = [...fine.labels, ...matched];
  return fine.without && !matching?.on && ignored.every((label) => coarse.labels.includes(label));
}

/** Whether two operations put the same series together, one to one. */
export function sameMatching(a: Matching | undefined, b: Matching | undefined): boolean {
  if (a?.group || b?.group) return false;
  const [first, second] = [a, b].map((matching) => [matching?.on ?? false, texts(matching?.labels ?? []).sort()]);
  return JSON.stringify(first) === JSON.stringify(second);
}

const texts = (words: readonly Word[]): string[] => words.map(({ text }) => text);
